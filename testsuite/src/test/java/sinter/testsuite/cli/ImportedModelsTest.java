package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;
import sinter.frontend.data.Npy;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** {@code import onnx}: what files compute does not change in a program, or the program is refused. */
final class ImportedModelsTest {
  /** Opset 18 says this operator in a form of its own, which is not interpreted; 21 says another. */
  private static final String GROUP_NORM =
      """
      model ir 8 opset 18

      graph @groups (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 6]) {
        %s = const [1.0, 2.0] : f32[2]
        %b = const [0.5, -0.5] : f32[2]
        %y = onnx::GroupNormalization@18(%x, %s, %b) {num_groups = 2}
      }
      """;

  /** A Resize that only opset 10 has, and that is not interpreted. */
  private static final String RESIZE =
      """
      model ir 5 opset 10

      graph @resize (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 12]) {
        %s = const [1.0, 1.0, 2.0] : f32[3]
        %r = onnx::Resize@10(%x, %s) {mode = "nearest"} : f32[N, 4, 12]
        %y = onnx::Relu@10(%r)
      }
      """;

  /** Functions, one inside the other, of which one is written for another opset than the model. */
  private static final String FUNCTIONS =
      """
      model ir 8 opset 17 opset "own" 1

      function own::Rows opset 16 (%a: ?) -> (%c) {
        %b = onnx::Softmax@16(%a) {axis = 1}
        %c = onnx::Neg@16(%b)
      }

      function own::Twice opset 17 opset "own" 1 (%a: ?) -> (%c) {
        %b = own::Rows@1(%a)
        %c = onnx::Add@17(%b, %a)
      }

      graph @calls (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 6]) {
        %a = own::Twice@1(%x)
        %y = onnx::Softmax@17(%a) {axis = 1}
      }
      """;

  /** A loop whose body states extents that its caller need not have. */
  private static final String LOOP =
      """
      model ir 8 opset 17

      graph @trips (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 6]) {
        %trips = const [3] : i64[]
        %go = const [true] : bool[]
        %y = onnx::Loop@17(%trips, %go, %x) {body = region 0}
          region @body (%i: i64[], %c: bool[], %h: f32[N, 4, 6]) -> (%d: bool[], %t: f32[N, 4, 6]) {
            %d = onnx::Identity@17(%c)
            %n = onnx::Shape@17(%h)
            %f = onnx::Cast@17(%n) {to = 1}
            %s = onnx::ReduceSum@17(%f) {keepdims = 0}
            %t = onnx::Div@17(%h, %s)
          }
      }
      """;

  /** A product that wants six columns. */
  private static final String DENSE =
      """
      model ir 8 opset 17

      graph @dense (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 2]) {
        %w = const splat 0.5 : f32[6, 2]
        %y = onnx::MatMul@17(%x, %w)
      }
      """;

  /** A square product, which can follow itself. */
  private static final String SQUARE =
      """
      model ir 8 opset 17

      graph @dense2 (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 6]) {
        %w = const splat 0.25 : f32[6, 6]
        %y = onnx::MatMul@17(%x, %w)
      }
      """;

  /** A constant inside a branch. */
  private static final String INNER =
      """
      model ir 8 opset 17

      graph @inner (%x: f32[N, 4, 6], %b: f32[6] = splat 0.5 : f32[6]) -> (%y: f32[N, 4, 6]) {
        %s = onnx::ReduceSum@17(%x) {keepdims = 0}
        %z = const [0.0] : f32[]
        %p = onnx::Greater@17(%s, %z)
        %t = onnx::If@17(%p) {then_branch = region 0, else_branch = region 1}
          region @a () -> (%r) {
            %w = const splat 0.25 : f32[6, 6]
            %r = onnx::MatMul@17(%x, %w)
          }
          region @b () -> (%n) {
            %n = onnx::Neg@17(%x)
          }
        %y = onnx::Add@17(%t, %b)
      }
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
    Line.model(folder, "groups.onnx", GROUP_NORM);
    Line.model(folder, "resize10.onnx", RESIZE);
    Line.model(folder, "calls.onnx", FUNCTIONS);
    Line.model(folder, "trips.onnx", LOOP);
    Line.model(folder, "dense.onnx", DENSE);
    Line.model(folder, "dense2.onnx", SQUARE);
    Line.model(folder, "inner.onnx", INNER);
    Line.model(folder, "rotate1.onnx", rotate(1));
    Line.model(folder, "rotate2.onnx", rotate(2));
  }

  private static String rotate(int version) {
    return """
    model ir 8 opset 17 opset "own" %1$d

    graph @rotate (%%x: f32[N, 4, 6]) -> (%%y: f32[N, 4, 6]) {
      %%y = own::Rotate@%1$d(%%x) : f32[N, 4, 6]
    }
    """
        .formatted(version);
  }

  private static Path write(String name, String body, String... imports) {
    var text = new StringBuilder();
    for (var i : imports) {
      text.append("import onnx \"%s.onnx\" as %s\n".formatted(i, i));
    }
    text.append("model M {\n  input x: f32[N, 4, 6]\n").append(body.indent(2)).append("}\n");
    try {
      return Files.writeString(folder.resolve(name + ".sinter"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path compiled(String name, String body, String... imports) {
    var model = folder.resolve(name + "_made.onnx");
    var program = write(name, body, imports).toString();
    Line.run("compile", program, "-O2", "-o", model.toString()).returns(0);
    return model;
  }

  private static void equal(String file, Path made) {
    Line.run("diff", folder.resolve(file + ".onnx").toString(), made.toString()).returns(0);
  }

  private static long opset(Path model) {
    return Line.run("inspect", model.toString(), "--json").json().get("opsets").get("").asLong();
  }

  private static String refusal(String name, String body, String... imports) {
    var program = write(name, body, imports).toString();
    var line = Line.run("compile", program, "-o", folder.resolve("none.onnx").toString());
    return line.returns(Main.INPUT).err();
  }

  @Test
  void filesAloneComputeWhatTheyDid() {
    for (var file : new String[] {"groups", "resize10", "calls", "trips"}) {
      equal(file, compiled("alone_" + file, "output y = %s(x)".formatted(file), file));
    }
  }

  @Test
  void theOpsetIsOneAtWhichEveryFileMeansTheSame() {
    assertThat(opset(compiled("old", "output y = resize10(x)", "resize10"))).isEqualTo(10);
    assertThat(opset(compiled("plain", "output y = groups(x)", "groups"))).isEqualTo(18);
    assertThat(opset(compiled("newer", "output y = op.gelu(groups(x))", "groups"))).isEqualTo(20);
  }

  @Test
  void filesAreComposed() {
    var made =
        compiled("composed", "output y = calls(groups(trips(x)))", "groups", "calls", "trips");
    var both =
        Line.model(
            folder,
            "both.onnx",
            """
            model ir 8 opset 18

            graph @both (%x: f32[N, 4, 6]) -> (%y: f32[N, 4, 6]) {
              %n = onnx::Shape@18(%x)
              %f = onnx::Cast@18(%n) {to = 1}
              %k = onnx::ReduceSum@18(%f) {keepdims = 0}
              %k2 = onnx::Mul@18(%k, %k)
              %k3 = onnx::Mul@18(%k2, %k)
              %l = onnx::Div@18(%x, %k3)
              %s = const [1.0, 2.0] : f32[2]
              %b = const [0.5, -0.5] : f32[2]
              %g = onnx::GroupNormalization@18(%l, %s, %b) {num_groups = 2}
              %r = onnx::Softmax@18(%g) {axis = 1}
              %t = onnx::Neg@18(%r)
              %u = onnx::Add@18(%t, %g)
              %y = onnx::Softmax@18(%u) {axis = 1}
            }
            """);
    Line.run("diff", both.toString(), made.toString()).returns(0);
  }

  @Test
  void aFileIsTypedByWhatItIsCalledWith() {
    var program =
        """
        a = trips(x)
        b = trips(concat([x, x], axis = 0))
        output y: f32[N, 4, 6] = a
        output z: f32[2*N, 4, 6] = b
        """;
    var json = Line.run("inspect", compiled("sizes", program, "trips").toString(), "--json").json();
    assertThat(json.at("/outputs/1").toString()).contains("2*N");
  }

  @Test
  void callsOfOneFileShareItsWeights() {
    var bodies =
        List.of(
            "output y = dense2(dense2(x))",
            "a = dense2(x)\nb = dense2(-x)\noutput y = a + b",
            "h = dense2(x)\nloop i in 0..2 carry h { h = dense2(h) }\noutput y = h",
            "if sum(x, [0, 1, 2]) < sum(-x, [0, 1, 2]) { h = dense2(x) } else { h = dense2(-x) }\noutput y = h");
    for (var level : List.of("-O0", "-O2")) {
      for (var body : bodies) {
        var model = folder.resolve("shares.onnx").toString();
        var program = write("shares", body, "dense2").toString();
        Line.run("compile", program, level, "-o", model).returns(0);
        var json = Line.run("inspect", model, "--json").returns(0).json();
        assertThat(json.get("parameters").asLong()).as(body).isEqualTo(36);
        assertThat(Line.run("import", model).out()).contains("%dense2.w");
      }
    }
  }

  @Test
  void constantsInsideBranchesAndDefaultsAreSharedToo() {
    var model = folder.resolve("twice.onnx").toString();
    var program = write("twice", "output y = inner(x)\noutput z = inner(-x)", "inner").toString();
    Line.run("compile", program, "-O0", "-o", model).returns(0);
    var json = Line.run("inspect", model, "--json").returns(0).json();
    assertThat(json.get("parameters").asLong()).isEqualTo(36 + 6 + 1);
    assertThat(Line.run("run", model, "--random").code()).isZero();
  }

  @Test
  void oneFileImportedByTwoOthersIsOneModel() throws IOException {
    for (var part : List.of("left", "right")) {
      Files.writeString(
          folder.resolve(part + ".sinter"),
          "import onnx \"dense2.onnx\" as Dense\nblock %s(x) { return Dense(x) }\n"
              .formatted(part));
    }
    var program = folder.resolve("meets.sinter");
    var model = folder.resolve("meets.onnx").toString();
    Files.writeString(
        program,
        """
        import "left.sinter"
        import "right.sinter"
        model M {
          input x: f32[N, 4, 6]
          output y = left(x) + right(-x) + Dense(x)
        }
        """);
    Line.run("compile", program.toString(), "-O0", "-o", model).returns(0);
    assertThat(Line.run("inspect", model, "--json").json().get("parameters").asLong())
        .isEqualTo(36);
  }

  @Test
  void uninterpretedNodesOfTwoOpsetsAreRefused() {
    assertThat(refusal("mixed", "output y = groups(resize10(x)[:, :, 0:6])", "groups", "resize10"))
        .contains("error[not-expressible]", "mixed.sinter:5:")
        .contains("Resize of resize10.onnx of opset 10")
        .contains("GroupNormalization of groups.onnx of opset 18");
    assertThat(refusal("needs", "output y = op.rms_norm(groups(x), ones([6]))", "groups"))
        .contains("error[not-expressible]", "needs.sinter:4:")
        .contains("GroupNormalization of groups.onnx of opset 18 is not interpreted")
        .contains("rms_norm cannot be written");
  }

  @Test
  void whatDoesNotFitInsideAFileIsToldAtTheCall() {
    assertThat(refusal("misfit", "z = transpose(x, [0, 2, 1])\noutput y = dense(z)", "dense"))
        .contains("error[shape-mismatch]", "misfit.sinter:5:")
        .contains("dense cannot take what it is called with")
        .contains("x is f32[N, 6, 4], in the file f32[N, 4, 6]", "misfit.sinter:4:")
        .contains("inside: ");
  }

  @Test
  void versionsOfOneDomainAreRefused() {
    assertThat(refusal("versions", "output y = rotate1(x) + rotate2(x)", "rotate1", "rotate2"))
        .contains("error[not-expressible]", "versions.sinter:5:")
        .contains("Rotate of rotate2.onnx is of version 2 of own")
        .contains("Rotate of rotate1.onnx of version 1");
  }

  @Test
  void programsNameFilesAnywhere() throws IOException {
    var inner = Files.createDirectories(folder.resolve("here/inner"));
    var blocks = Files.createDirectories(folder.resolve("there")).resolve("blocks.sinter");
    Files.writeString(
        blocks, "import onnx \"../groups.onnx\" as groups\nblock f(x) { return groups(x) }\n");
    Files.createSymbolicLink(inner.resolve("link.sinter"), blocks);
    Files.createSymbolicLink(folder.resolve("here/groups.onnx"), folder.resolve("groups.onnx"));
    for (var path : new String[] {"../../there/blocks.sinter", blocks.toString(), "link.sinter"}) {
      var program = inner.resolve("net.sinter");
      Files.writeString(
          program,
          "import \"%s\"\nmodel M {\n  input x: f32[N, 4, 6]\n  output y = f(x)\n}\n"
              .formatted(path));
      var made = inner.resolve("net.onnx");
      Line.run("compile", program.toString(), "--no-verify", "-o", made.toString()).returns(0);
      assertThat(opset(made)).isEqualTo(18);
    }
  }

  @Test
  void externalDataOfAnImportedFileStaysInItsFolder() throws IOException {
    var home = Files.createDirectories(folder.resolve("home"));
    var model = home.resolve("large.onnx");
    var large = write("large", "param w: f32[6, 600] = normal()\noutput y = x @ w").toString();
    Line.run("compile", large, "--external-data", "always", "-o", model.toString()).returns(0);
    Path data;
    try (var files = Files.list(home)) {
      data = files.filter(f -> !f.equals(model)).findFirst().orElseThrow();
    }
    var program =
        Files.writeString(
            folder.resolve("uses.sinter"),
            "import onnx \"home/large.onnx\" as f\nmodel M {\n  input x: f32[N, 4, 6]\n  output y = f(x)\n}\n");
    String[] compile = {
      "compile", program.toString(), "-o", folder.resolve("uses.onnx").toString()
    };
    Line.run(compile).returns(0);
    var outside = Files.move(data, folder.resolve("secret"));
    Files.createSymbolicLink(data, outside);
    assertThat(Line.run(compile).returns(Main.INPUT).err())
        .contains("error[weight-outside-model-dir]", "imported here", "uses.sinter:1:");
  }

  @Test
  void whatAProgramReadsIsNotWrittenOver() throws IOException {
    var block = folder.resolve("kept.onnx");
    Files.copy(folder.resolve("dense.onnx"), block);
    var before = Files.readAllBytes(block);
    var program = write("keeps", "output y = kept(x)", "kept").toString();
    var free = folder.resolve("new.onnx").toString();
    for (var options :
        List.of(
            List.of("-o", block.toString()), List.of("-o", free, "--certify", block.toString()))) {
      var line = new ArrayList<>(List.of("compile", program, "--no-verify"));
      line.addAll(options);
      assertThat(Line.run(line.toArray(String[]::new)).returns(Main.INPUT).err())
          .contains("error[unwritable-file]", "keeps.sinter is read from it");
      assertThat(Files.readAllBytes(block)).isEqualTo(before);
    }
  }

  @Test
  void recipesListEveryFileThatWasRead() throws IOException {
    var program = folder.resolve("listed.sinter");
    Files.writeString(
        program,
        """
        import "part.sinter"
        import onnx "trips.onnx" as trips
        weights M from "part.npy"
        model M {
          input x: f32[N, 4, 6]
          param part: f32[2]
          output y = f(trips(x)) * part[0]
        }
        """);
    var part = Files.writeString(folder.resolve("part.sinter"), "block f(x) { return relu(x) }\n");
    Npy.write(
        Tensor.ofDoubles(DType.F32, List.of(2L), new double[] {2, 3}), folder.resolve("part.npy"));
    var recipe = folder.resolve("recipe.json");
    var certificate = folder.resolve("certificate.json");
    Line.run(
            "compile",
            program.toString(),
            "--recipe-out",
            recipe.toString(),
            "--certify",
            certificate.toString(),
            "-o",
            folder.resolve("listed.onnx").toString())
        .returns(0);
    for (var record : List.of(recipe, certificate)) {
      var names = new ArrayList<String>();
      var read = new ObjectMapper().readTree(record.toFile()).get("input");
      read.forEach(d -> names.add(d.get("file").asText()));
      assertThat(names).containsExactly("listed.sinter", "part.npy", "part.sinter", "trips.onnx");
    }
    String[] replay = {
      "compile",
      program.toString(),
      "--no-verify",
      "--recipe",
      recipe.toString(),
      "-o",
      folder.resolve("listed.onnx").toString()
    };
    assertThat(Line.run(replay).returns(0).err()).doesNotContain("warning");
    Files.writeString(part, "block f(x) { return tanh(x) }\n");
    assertThat(Line.run(replay).returns(0).err())
        .contains(
            "warning[recipe-differs]: part.sinter is not the file that the recipe was recorded with")
        .doesNotContain("part.npy", "trips.onnx");
  }
}
