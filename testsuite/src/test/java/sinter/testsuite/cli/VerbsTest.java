package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;

/** Every verb on a small model: what is printed, what is written, and the exit code. */
final class VerbsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  private String network(String name) {
    return Line.network(folder, name).toString();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Stream<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }

  @Test
  void compileReportsAndWrites() {
    var line = Line.run("compile", network("a.onnx"), "-o", file("b.onnx"), "--json").returns(0);
    var json = line.json();
    assertThat(line.err()).isEmpty();
    assertThat(json.get("input").asText()).isEqualTo(file("a.onnx"));
    assertThat(json.get("output").asText()).isEqualTo(file("b.onnx"));
    assertThat(json.get("target").asText()).isEqualTo("ort-cpu");
    assertThat(json.get("opset").asLong()).isEqualTo(13);
    assertThat(json.at("/nodes/before").asLong()).isEqualTo(3);
    assertThat(json.at("/nodes/after").asLong()).isEqualTo(2);
    assertThat(json.at("/bytes/after").asLong())
        .isEqualTo(folder.resolve("b.onnx").toFile().length());
    assertThat(json.at("/macs/at/N").asLong()).isEqualTo(1);
    assertThat(json.get("millis").properties().stream().map(e -> e.getKey()))
        .containsExactly("total", "import", "passes", "emit", "verify");
    assertThat(json.get("passes"))
        .anyMatch(
            p -> p.get("name").asText().equals("fold-norm") && p.get("rewrites").asInt() == 1);
    assertThat(json.at("/verify/status").asText()).isEqualTo("equal");
    assertThat(json.at("/verify/cases").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(json.at("/verify/reason").isNull()).isTrue();
    assertThat(json.get("diagnostics")).isEmpty();
  }

  @Test
  void compileTalksOnStderrUnlessItIsToBeQuiet() {
    var model = network("a.onnx");
    var line = Line.run("compile", model, "-o", file("b.onnx")).returns(0);
    assertThat(line.out()).isEmpty();
    assertThat(line.err())
        .contains("nodes", "3", "2", "fold-norm 1", "equal on", "time")
        .doesNotContain("\u001b", "\r");
    var quiet = Line.run("compile", model, "-o", file("c.onnx"), "-q").returns(0);
    assertThat(quiet.out() + quiet.err()).isEmpty();
  }

  @Test
  void theOutputMayBeTheInput() throws IOException {
    var model = network("a.onnx");
    Line.run("compile", model, "-o", model).returns(0);
    var json = Line.run("inspect", model, "--json").returns(0).json();
    assertThat(json.get("nodes").asLong()).isEqualTo(2);
    assertThat(names()).containsExactly("a.onnx", "a.onnx.sir");
  }

  @Test
  void pathsMayHoldSpacesAndOtherLetters() {
    var model = network("ein modell (ü).onnx");
    Line.run("compile", model, "-o", file("aus gabe.onnx")).returns(0);
    Line.run("diff", model, file("aus gabe.onnx")).returns(0);
  }

  @Test
  void inputsThatCannotBeReadAreSaid() throws IOException {
    var out = file("out.onnx");
    Files.createDirectory(folder.resolve("folder.onnx"));
    Files.writeString(folder.resolve("text.onnx"), "this is no model, only text");
    Files.createFile(folder.resolve("empty.onnx"));
    Files.writeString(folder.resolve("model.txt"), "text");
    for (var name : new String[] {"none.onnx", "folder.onnx", "text.onnx", "model.txt"}) {
      var line = Line.run("compile", file(name), "-o", out).returns(Main.INPUT);
      assertThat(line.out()).as(name).isEmpty();
      assertThat(line.err()).as(name).contains("error[", name);
    }
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  @Test
  void modelsThatContradictThemselvesAreNotCompiled() {
    var text =
        """
        model ir 8 opset 13

        graph @net (%x: f32[2, 3], %z: f32[2, 4]) -> (%y: f32[2, 4]) {
          %y = onnx::Add@13(%x, %z)
        }
        """;
    var model = Line.model(folder, "a.onnx", text).toString();
    var line = Line.run("compile", model, "-o", file("b.onnx")).returns(Main.INPUT);
    assertThat(line.err())
        .contains("error[shape-mismatch]: f32[2, 4] does not broadcast with f32[2, 3]")
        .contains("the model cannot be compiled: 1 mistake");
    assertThat(folder.resolve("b.onnx")).doesNotExist();
    Line.run("opt", model, "-p", "from-onnx,infer-shapes").returns(Main.INPUT);
    var unchanged = Line.run("compile", model, "-o", file("b.onnx"), "-O0", "--verify=require");
    assertThat(unchanged.returns(Main.MISSED).err()).contains("the comparison is skipped");
  }

  @Test
  void aRegionMayYieldAValueFromOutside() {
    var text =
        """
        model ir 8 opset 13

        graph @net (%x: f32[2], %p: bool[]) -> (%y: f32[2]) {
          %r = onnx::Relu@13(%x)
          %y = onnx::If@13(%p) {then_branch = region 0, else_branch = region 1}
            region @a () -> (%r) {
            }
            region @b () -> (%n) {
              %n = onnx::Neg@13(%r)
            }
           : ?
        }
        """;
    var model = Line.model(folder, "a.onnx", text).toString();
    assertThat(Line.run("import", model).returns(0).out()).contains("Identity");
    Line.run("run", model, "--random").returns(0);
    Line.run("compile", model, "-o", file("b.onnx"), "--verify=require").returns(0);
  }

  @Test
  void outputsThatCannotBeWrittenAreSaidAndLeaveNothing() throws IOException {
    var model = network("a.onnx");
    var line = Line.run("compile", model, "-o", file("no/such/b.onnx")).returns(Main.INPUT);
    assertThat(line.err()).contains("cannot write", "its folder does not exist");
    Files.createDirectory(folder.resolve("taken.onnx"));
    Files.createFile(folder.resolve("taken.onnx/file"));
    Line.run("compile", model, "-o", file("taken.onnx")).returns(Main.INPUT);
    assertThat(names()).containsExactly("a.onnx", "a.onnx.sir", "taken.onnx");
  }

  @Test
  void outputsOfAnotherKindAreSaid() throws IOException {
    var model = network("a.onnx");
    var text = file("a.onnx.sir");
    Files.createDirectory(folder.resolve("folder"));
    unwritable("it is a folder", "compile", model, "-o", file("folder"));
    unwritable("it is a folder", "import", model, "-o", file("folder"));
    unwritable("it is a folder", "export", text, "-o", file("folder"));
    unwritable("that of a text", "compile", model, "-o", file("b.sir"));
    unwritable("that of a text", "export", text, "-o", file("b.sir"));
    unwritable("that of a model", "import", model, "-o", file("b.onnx"));
    unwritable("its folder does not exist", "import", model, "-o", file("no/b.sir"));
    unwritable("a file, not a folder", "run", model, "--random", "-o", model);
    assertThat(names()).containsExactly("a.onnx", "a.onnx.sir", "folder");
  }

  private static void unwritable(String why, String... args) {
    assertThat(Line.run(args).returns(Main.INPUT).err())
        .startsWith("error[unwritable-file]: cannot write ")
        .contains(why);
  }

  @Test
  void devicesAreWrittenTo() throws IOException {
    var device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "skipped, since this system has no /dev/null");
    var model = network("a.onnx");
    var json = Line.run("compile", model, "-o", "/dev/null", "--json").returns(0).json();
    assertThat(json.at("/verify/status").asText()).isEqualTo("equal");
    Line.run("import", model, "-o", "/dev/null").returns(0);
    assertThat(Files.isRegularFile(device)).isFalse();
    var external = new String[] {"export", file("a.onnx.sir"), "-o", "/dev/null"};
    assertThat(Line.run(external).returns(0).out()).isEmpty();
    var lenet = Path.of("..", "examples", "lenet-bn.onnx").toString();
    var always = List.of("compile", lenet, "-o", "/dev/null", "--external-data=always");
    unwritable("a file beside the model", always.toArray(String[]::new));
  }

  @Test
  void aModelWithoutOutputsIsAWarning() {
    var text = Line.NETWORK.replace("(%y: f32[N, 4, 8, 8]) {", "() {");
    var model = Line.model(folder, "none.onnx", text).toString();
    var line = Line.run("compile", model, "-o", file("b.onnx")).returns(0);
    assertThat(line.err()).contains("warning[broken-model]: the model has no outputs");
    assertThat(Line.run("inspect", model).err()).contains("warning[broken-model]");
    assertThat(Line.run("inspect", network("a.onnx")).err()).isEmpty();
  }

  @Test
  void missedGatesWriteNothing() throws IOException {
    var model = network("a.onnx");
    var line = Line.run("compile", model, "-o", file("b.onnx"), "--max-nodes", "1");
    assertThat(line.returns(Main.MISSED).err()).contains("--max-nodes 1 was missed");
    Line.run("compile", model, "-o", file("b.onnx"), "--max-bytes", "9").returns(Main.MISSED);
    Line.run("compile", model, "-o", file("b.onnx"), "--max-nodes", "2").returns(0);
    assertThat(names()).containsExactly("a.onnx", "a.onnx.sir", "b.onnx");
  }

  @Test
  void levelsPipelinesAndDisabledPasses() {
    var model = network("a.onnx");
    assertThat(nodes(model, "-O0")).isEqualTo(3);
    assertThat(nodes(model, "-O1")).isEqualTo(3);
    assertThat(nodes(model, "-O2")).isEqualTo(2);
    assertThat(nodes(model, "-p", "")).isEqualTo(3);
    assertThat(nodes(model, "-p", "@O2")).isEqualTo(2);
    assertThat(nodes(model, "-p", "@O1,from-onnx,infer-shapes,fold-norm,dce,to-onnx")).isEqualTo(2);
    assertThat(nodes(model, "-p", "from-onnx,infer-shapes,fold-norm,dce,to-onnx")).isEqualTo(2);
    assertThat(nodes(model, "--disable", "fold-norm")).isEqualTo(3);
    assertThat(nodes(model, "--disable", "bn-into-conv")).isEqualTo(3);
    assertThat(nodes(model, "--limit", "0")).isEqualTo(3);
  }

  /** Several results of one constant part are as many rewrites. */
  @Test
  void theLimitCountsEveryConstant() {
    var model =
        Line.model(
            folder,
            "parts.onnx",
            """
            model ir 8 opset 17

            graph @g (%x: f32[2]) -> (%u: f32[2], %v: f32[2], %w: f32[2]) {
              %c = const [1.0, 2.0] : f32[2]
              %e = onnx::Neg@17(%c)
              %a = onnx::Exp@17(%e)
              %b = onnx::Sqrt@17(%c)
              %d = onnx::Abs@17(%e)
              %u = onnx::Add@17(%x, %a)
              %v = onnx::Add@17(%x, %b)
              %w = onnx::Add@17(%x, %d)
            }
            """);
    for (int limit = 0; limit < 3; limit++) {
      var line =
          Line.run(
              "compile",
              model.toString(),
              "-o",
              file("out.onnx"),
              "--json",
              "--limit",
              Integer.toString(limit));
      long rewrites = 0;
      for (var pass : line.returns(0).json().get("passes")) {
        rewrites += pass.get("rewrites").asLong();
      }
      assertThat(rewrites).isEqualTo(limit);
    }
  }

  private long nodes(String model, String... options) {
    var args =
        Stream.concat(
                Stream.of("compile", model, "-o", file("out.onnx"), "--json", "--no-verify"),
                Stream.of(options))
            .toArray(String[]::new);
    var json = Line.run(args).returns(0).json();
    assertThat(json.at("/verify/status").asText()).isEqualTo("skipped");
    return json.at("/nodes/after").asLong();
  }

  @Test
  void dimsAreBoundByNameAndByPlace() {
    var model = network("a.onnx");
    Line.run("compile", model, "-o", file("b.onnx"), "--bind", "N=3").returns(0);
    var json = Line.run("inspect", file("b.onnx"), "--json").json();
    assertThat(json.at("/inputs/0/type").asText()).isEqualTo("f32[3, 2, 8, 8]");
    Line.run("compile", model, "-o", file("b.onnx"), "--bind", "x[0]=5").returns(0);
    json = Line.run("inspect", file("b.onnx"), "--json").json();
    assertThat(json.at("/inputs/0/type").asText()).isEqualTo("f32[5, 2, 8, 8]");
    var line = Line.run("compile", model, "-o", file("c.onnx"), "--bind", "M=3");
    assertThat(line.returns(Main.INPUT).err()).contains("no input has a dim called M");
  }

  @Test
  void runPrintsAndWritesOutputs() {
    var model = network("a.onnx");
    var json =
        Line.run("run", model, "--random", "--bind", "N=2", "-o", file("out"), "--json")
            .returns(0)
            .json();
    assertThat(json.at("/at/N").asLong()).isEqualTo(2);
    var output = json.at("/outputs/0");
    assertThat(output.get("name").asText()).isEqualTo("y");
    assertThat(output.get("dtype").asText()).isEqualTo("f32");
    assertThat(output.get("shape").toString()).isEqualTo("[2,4,8,8]");
    assertThat(output.at("/statistics/min").asDouble()).isGreaterThanOrEqualTo(0);
    var written = output.get("file").asText();
    assertThat(Path.of(written)).exists();
    assertThat(Line.run("run", model).returns(Main.INPUT).err()).contains("-i x=FILE");
    var wrong = Line.run("run", model, "-i", "x=" + written).returns(Main.INPUT);
    assertThat(wrong.err()).contains("error[shape-mismatch]", "f32[2, 4, 8, 8]");
    var unknown = Line.run("run", model, "-i", "z=" + written).returns(Main.INPUT);
    assertThat(unknown.err()).contains("there is no input called z");
  }

  @Test
  void runTakesWhatRunWrote() {
    var identity =
        """
        model ir 8 opset 13

        graph @identity (%x: f32[2, 3]) -> (%y: f32[2, 3]) {
          %y = onnx::Neg@13(%x)
        }
        """;
    var model = Line.model(folder, "neg.onnx", identity).toString();
    var first = Line.run("run", model, "--random", "-o", file("one"), "--json").returns(0).json();
    var written = first.at("/outputs/0/file").asText();
    var second = Line.run("run", model, "-i", written, "--json").returns(0).json();
    for (int i = 0; i < 6; i++) {
      double there = first.at("/outputs/0/values/" + i).asDouble();
      assertThat(second.at("/outputs/0/values/" + i).asDouble()).isEqualTo(-there);
    }
  }

  @Test
  void diffTellsEqualFromDifferent() {
    var model = network("a.onnx");
    Line.run("compile", model, "-o", file("b.onnx"), "--no-verify").returns(0);
    var equal = Line.run("diff", model, file("b.onnx"), "--json").returns(0).json();
    assertThat(equal.get("status").asText()).isEqualTo("equal");
    assertThat(equal.get("cases").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(equal.at("/outputs/0/name").asText()).isEqualTo("y");
    var other = Line.NETWORK.replace("splat 0.1", "splat 0.2");
    var changed = Line.model(folder, "c.onnx", other).toString();
    var different = Line.run("diff", model, changed, "--json").returns(Main.MISSED).json();
    assertThat(different.get("status").asText()).isEqualTo("different");
    assertThat(different.at("/outputs/0/maxAbsError").asDouble()).isPositive();
    assertThat(Line.run("diff", model, changed).returns(Main.MISSED).out()).startsWith("different");
  }

  @Test
  void benchMeasures() {
    var model = network("a.onnx");
    var alone = Line.run("bench", model, "--runs", "20", "--json").returns(0).json();
    assertThat(alone.get("medianMillis").asDouble()).isPositive();
    assertThat(alone.has("against")).isFalse();
    var both =
        Line.run("bench", model, "--against", model, "--runs", "40", "--json").returns(0).json();
    assertThat(both.at("/against/medianMillis").asDouble()).isPositive();
    assertThat(both.at("/ci95/0").asDouble()).isLessThanOrEqualTo(both.at("/ci95/1").asDouble());
    assertThat(both.get("threads").asInt()).isEqualTo(1);
    assertThat(both.get("runs").asInt()).isEqualTo(40);
  }

  @Test
  void textGoesInAndOut() throws IOException {
    var model = network("a.onnx");
    Line.run("import", model, "-o", file("b.sir")).returns(0);
    Line.run("export", file("b.sir"), "-o", file("c.onnx")).returns(0);
    assertThat(Files.readAllBytes(folder.resolve("c.onnx")))
        .isEqualTo(Files.readAllBytes(Path.of(model)));
    var typed = Line.run("import", model, "--typed").returns(0).out();
    assertThat(typed).contains("batch_norm(", "f32[N, 4, 8, 8]");
    var opt = Line.run("opt", model, "-p", "from-onnx,infer-shapes,fold-norm,dce").returns(0);
    assertThat(opt.out()).contains("conv(").doesNotContain("batch_norm(");
    var dumped =
        Line.run("opt", model, "-p", "from-onnx,dce", "--dump-after=from-onnx", "--timing");
    assertThat(dumped.returns(0).err()).contains("// after from-onnx", "rewrites");
    var changed =
        Line.run("opt", model, "-p", "from-onnx,infer-shapes,fold-norm", "--dump-changed");
    assertThat(changed.returns(0).err()).contains("-   %n = batch_norm(");
  }

  @Test
  void pipesReadWeightsOfOtherFoldersWhenTheyAreTrusted() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[2 << 20]);
    var text =
        """
        model ir 8 opset 13
        weights @w = "w.bin"

        graph @sum (%x: f32[524288]) -> (%y: f32[524288]) {
          %w = const @w[0 : 2097152] : f32[524288]
          %y = onnx::Add@13(%x, %w)
        }
        """;
    var model = Line.model(folder, "sum.onnx", text).toString();
    var imported = Line.run("import", model).returns(0).out();
    assertThat(imported).contains("= \"" + model + "\" size");
    var refused = Line.reading(imported, "opt", "-", "-p", "from-onnx").returns(Main.INPUT);
    assertThat(refused.err())
        .contains("error[weight-outside-model-dir]", "--weights-anywhere reads them")
        .doesNotContain("unresolved-name");
    var typed = Line.reading(imported, "opt", "-", "--weights-anywhere", "-p", "from-onnx");
    var out = file("out.onnx");
    var written = typed.returns(0).out();
    Line.reading(written, "export", "-", "--weights-anywhere", "-o", out).returns(0);
    assertThat(Files.mismatch(Path.of(model), Path.of(out))).isEqualTo(-1);
    var loose = Files.writeString(folder.resolve("loose.sir"), text.replace("w.bin", "v.bin"));
    assertThat(Line.run("export", loose.toString(), "-o", out).returns(Main.INPUT).err())
        .contains("the text is taken to lie in " + folder)
        .doesNotContain("unresolved-name");
  }

  @Test
  void mistakesInTextAreAllReported() throws IOException {
    var text = Line.NETWORK.replace("%x, %w", "%q, %w").replace("Relu@13(%n)", "Relu@13(%zz)");
    Files.writeString(folder.resolve("wrong.sir"), text);
    var line = Line.run("export", file("wrong.sir"), "-o", file("b.onnx")).returns(Main.INPUT);
    assertThat(line.err()).contains("%q", "%zz", "wrong.sir:8", "2 mistakes");
  }

  @Test
  void testRunsCases() throws IOException {
    var layout = folder.resolve("cases/one");
    Files.createDirectories(layout);
    Files.copy(Path.of(network("a.onnx")), layout.resolve("model.onnx"));
    Files.createFile(folder.resolve("broken.onnx"));
    var plain = Line.run("test", file("cases"), "--junit", file("results.xml")).returns(0);
    assertThat(plain.out()).isEqualTo("1 passed, 0 failed, 0 skipped\n");
    assertThat(folder.resolve("results.xml")).content().contains("<testcase", "name=\"one\"");
    var skips = Files.writeString(folder.resolve("skips.txt"), "# remark\none  it is slow\n");
    var skipped = Line.run("test", file("cases"), "--skip-list", skips.toString(), "--json");
    var json = skipped.returns(Main.INPUT).json();
    assertThat(skipped.err()).contains("error[not-verified]: no case ran, each was skipped");
    assertThat(json.get("skipped").asInt()).isEqualTo(1);
    assertThat(json.at("/byReason/it is slow").asInt()).isEqualTo(1);
    var other = Files.createDirectories(folder.resolve("failing/two"));
    Files.writeString(other.resolve("model.onnx"), "no model");
    var failed = Line.run("test", file("failing")).returns(Main.MISSED);
    assertThat(failed.out()).isEqualTo("0 passed, 1 failed, 0 skipped\n");
    assertThat(failed.err()).contains("failed  two");
  }

  @Test
  void foldersWithoutCasesAreNoSuccess() throws IOException {
    var empty = Files.createDirectory(folder.resolve("empty")).toString();
    var line = Line.run("test", empty).returns(Main.INPUT);
    assertThat(line.out()).isEmpty();
    assertThat(line.err()).contains("error[unreadable-file]: there is no case in " + empty);
  }

  @Test
  void inspectShowsTheSignature() {
    var model = network("a.onnx");
    var json = Line.run("inspect", model, "--json").returns(0).json();
    assertThat(json.at("/symbolicDims/0").asText()).isEqualTo("N");
    assertThat(json.at("/ops/ai.onnx.Conv").asInt() + json.at("/ops/Conv").asInt()).isEqualTo(1);
    assertThat(json.get("macs").asText()).isEqualTo("4608*N");
    assertThat(Line.run("inspect", model).returns(0).out()).contains("f32[N, 2, 8, 8]", "symbols");
  }
}
