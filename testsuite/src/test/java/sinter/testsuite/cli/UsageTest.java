package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.cli.Main;

/** Help, usage and suggestions. */
final class UsageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "compile", "run", "diff", "bench", "import", "export", "opt", "inspect", "fmt", "lint",
        "ops", "passes", "targets", "test"
      })
  void everyVerbHelpsWithAnExample(String verb) {
    var line = Line.run(verb, "--help").returns(0);
    assertThat(line.err()).isEmpty();
    assertThat(line.out())
        .contains("Usage: sinter " + verb, "--json", "-q, --quiet", "-v, --verbose", "--color")
        .containsPattern("Examples?:\\n  sinter ");
    assertThat(line.out().lines()).allMatch(l -> l.length() <= 100);
    assertThat(Line.run("--help").out()).contains("\n  " + verb);
  }

  @Test
  void helpIsAProductAndItsAbsenceIsNot() {
    assertThat(Line.run("--help").returns(0).err()).isEmpty();
    var line = Line.run().returns(Main.USAGE);
    assertThat(line.out()).isEmpty();
    assertThat(line.err()).contains("Verbs:");
    assertThat(Line.run("--version").returns(0).out()).startsWith("sinter ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compil                             | did you mean compile?",
        "inspekt m.onnx                     | did you mean inspect?",
        "compile m.onnx --ouput x.onnx      | did you mean --output",
        "compile m.onnx -o x.onnx --targt a | did you mean --target",
        "compile m.onnx -o x.onnx -p from-onx | did you mean from-onnx",
        "compile m.onnx -o x.onnx -p fold-constants{grwth=1} | did you mean growth?",
        "compile m.onnx -o x.onnx -p @O22   | did you mean",
        "compile m.onnx -o x.onnx --target ort-cup | did you mean ort-cpu?",
        "compile m.onnx -o x.onnx --disable fold-nrm | did you mean fold-norm?",
        "compile m.onnx -o x.onnx -O9       | a level from 0 to 3, not 9",
        "compile m.onnx -o x.onnx --verify=some | a number of samples or require, not some",
        "compile m.onnx -o x.onnx --verify=0 | at least one sample, not 0",
        "compile m.onnx -o x.onnx --max-nodes many | --max-nodes",
        "compile m.onnx -o x.onnx --max-bytes -1 | -1 is less than 0",
        "compile m.onnx -o x.onnx --bind N=-1 | -1 is less than 0",
        "compile m.onnx -o x.onnx --bind N=a | is not a whole number",
        "compile m.onnx -o x.onnx --threads 0 | 0 is less than 1",
        "compile m.onnx -o x.onnx --timeout 0 | 0 is less than 1",
        "run m.onnx --random --bind N=-2    | -2 is less than 0",
        "compile m.onnx -o x.onnx --input-spec x=foo | input spec 'foo' is not int[a,b), float[a,b) or mask",
        "run m.onnx --input-spec x=float[5,1) | input spec 'float[5,1)' is empty",
        "diff a.onnx b.onnx --input-spec x=float[2,2) | input spec 'float[2,2)' is empty",
        "bench m.onnx --input-spec x=float[0,1e999] | has a bound that is no number",
        "bench m.onnx --runs 0              | 0 is less than 1",
        "diff a.onnx b.onnx --samples 0     | 0 is less than 1",
        "test cases --timeout 0             | 0 is less than 1",
        "compile m.onnx -o x.onnx --bind N=3,N=4 | --bind says twice what N is",
        "opt m.onnx --dynamic x[0]=N --dynamic x[0]=M | --dynamic says twice what x[0] is",
        "compile m.onnx -o x.onnx --seed x  | is not a whole number",
        "compile m.onnx -o x.onnx --max-error x | is not a number",
        "compile m.onnx -o x.onnx --io-types x | expected one of keep, follow, not x",
        "import m.onnx --as onnx            | expected one of sir, sinter, not onnx",
        "compile - -o x.onnx                | only opt and export read text from the standard input",
        "compile m.onnx -o -                | - is no file here",
        "import m.onnx -o x/                | x/ is a folder, name a file in it",
        "compile m.onnx -o x.onnx --disable zzzzzzzzzz | the nearest of ",
        "compile m.onnx                     | --output",
        "compile m.onnx -o x.onnx y.onnx    | y.onnx",
        "diff a.onnx                        | B",
        "run m.onnx --runtime javacp        | did you mean javacpp?",
        "diff a.onnx b.onnx --runtime foo   | no runtime called foo",
        "test cases --runtime microsft      | did you mean microsoft?",
        "inspect m.onnx --color=sometimes   | --color",
        "test                               | PATH",
        "fmt                                | FILE",
        "lint                               | FILE",
      })
  void wrongUsageSaysWhatIsRight(String args, String expected) {
    var line = Line.run(args.strip().split(" +")).returns(Main.USAGE);
    assertThat(line.out()).isEmpty();
    assertThat(line.err()).startsWith("error").contains(expected, "= help: sinter");
    assertThat(line.err()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ops cnov        | did you mean conv",
        "passes fold-nrm | did you mean fold-norm?",
      })
  void unknownNamesOfTheCataloguesAreWrongUsage(String args, String expected) {
    var line = Line.run(args.strip().split(" +")).returns(Main.USAGE);
    assertThat(line.err()).contains("error[unknown-name]", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compile no.onnx -o x.onnx | 3 | unreadable-file | no.onnx",
        "run no.onnx               | 3 | unreadable-file | no.onnx",
        "diff no.onnx no.onnx      | 3 | unreadable-file | no.onnx",
        "bench no.onnx             | 3 | unreadable-file | no.onnx",
        "import no.onnx            | 3 | unreadable-file | no.onnx",
        "export no.sir -o x.onnx   | 3 | unreadable-file | no.sir",
        "opt no.sir                | 3 | unreadable-file | no.sir",
        "inspect no.onnx           | 3 | unreadable-file | no.onnx",
        "test no                   | 3 | unreadable-file | no",
        "fmt no.sinter             | 3 | unreadable-file | no.sinter",
        "lint no.sinter            | 3 | unreadable-file | no.sinter",
        "ops cnov                  | 2 | unknown-name    | cnov",
        "passes fold-nrm           | 2 | unknown-name    | fold-nrm",
        "targets ort-cpu           | 2 | usage           | ort-cpu",
        "compil                    | 2 | usage           | compil",
        "opt x.sir -p from-onx     | 2 | unknown-name    | from-onx",
      })
  void failuresAreJsonToo(String args, int code, String id, String named) {
    var line = Line.run((args.strip() + " --json").split(" +"));
    assumeFalse(line.lacksRuntime(), "skipped, since no runtime is installed");
    var diagnostics = line.returns(code).json().get("diagnostics");
    var last = diagnostics.get(diagnostics.size() - 1);
    assertThat(last.get("severity").asText()).isEqualTo("error");
    assertThat(last.get("code").asText()).isEqualTo(id);
    assertThat(last.get("message").asText()).contains(named);
    assertThat(line.err()).startsWith("error");
  }

  @Test
  void notesOfFailuresAreInTheJson() {
    var usage = Line.run("ops", "--jsn", "--json").returns(Main.USAGE).json();
    assertThat(usage.at("/diagnostics/0/notes/0").asText()).isEqualTo("did you mean --json?");
    var name = Line.run("ops", "cnov", "--json").returns(Main.USAGE).json();
    assertThat(name.at("/diagnostics/0/notes/0").asText()).startsWith("did you mean conv");
  }

  @Test
  void coloursComeOnlyWhenAsked() {
    assertThat(Line.run("passes").out()).doesNotContain("\u001b");
    assertThat(Line.run("passes", "--color=always").out()).contains("\u001b[");
    assertThat(Line.run("passes", "--color=never").out()).doesNotContain("\u001b");
    assertThat(Line.run("compil", "--color=always").err()).contains("\u001b[1;31merror");
  }

  @Test
  void cataloguesAreJson() {
    var passes = Line.run("passes", "--json").returns(0).json();
    assertThat(passes.at("/presets/O2").asText()).contains("from-onnx", "to-onnx");
    assertThat(passes.at("/presets/O3")).isEqualTo(passes.at("/presets/O2"));
    assertThat(passes.get("passes")).anyMatch(p -> p.get("name").asText().equals("fold-norm"));
    var ops = Line.run("ops", "--json").returns(0).json();
    assertThat(ops.get("ops")).anyMatch(o -> o.get("name").asText().equals("conv"));
    var conv = Line.run("ops", "Conv", "--json").returns(0).json();
    assertThat(conv.get("name").asText()).isEqualTo("conv");
    assertThat(conv.get("onnx").asText()).isEqualTo("ai.onnx.Conv");
    assertThat(conv.get("since")).isNotEmpty();
    var targets = Line.run("targets", "--json").returns(0).json();
    assertThat(targets.get("targets")).hasSize(2);
  }

  @Test
  void opsSayWhatTheirAttributesHold() {
    assertThat(Line.run("ops", "Conv").returns(0).out())
        .contains("ONNX operator ai.onnx.Conv, versions 1, 11, 22\n")
        .contains("\n    kernel_shape  integers\n")
        .contains("auto_pad      one of NOTSET, SAME_UPPER, SAME_LOWER, VALID, by default NOTSET");
    assertThat(Line.run("ops", "layer_norm").out())
        .containsPattern("stash_type +element type, by default f32\n");
    assertThat(Line.run("ops", "top_k").out())
        .containsPattern("largest +boolean, by default true\n");
    var ops = Line.run("ops", "--json").json().get("ops");
    for (var op : ops) {
      for (var a : op.get("attributes")) {
        assertThat(a.get("type").asText())
            .as(op.get("name") + " " + a.get("name"))
            .matches(
                "(integer|float|boolean|string|element type|tensor|type|attribute)s?|one of .+, .+");
      }
    }
  }

  @Test
  void noOptionIsSuggestedThatIsNotNear() {
    assertThat(Line.run("compile", "m.onnx", "-o", "x", "--quantize").returns(Main.USAGE).err())
        .contains("sinter compile has no option --quantize\n")
        .doesNotContain("did you mean", "known:");
  }

  /** What a verb says on stderr whose stdout fails with {@code reason}. */
  private static Line onto(String reason, String... args) {
    var failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    var err = new ByteArrayOutputStream();
    int code = Main.run(args, failing, new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Line(code, "", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aClosedPipeIsNoError() {
    assertThat(onto("Broken pipe", "ops").returns(0).err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops", "passes --json", "targets", "--help", "compile --help"})
  void aProductThatCannotBeWrittenIsAnError(String args) {
    var line = onto("No space left on device", args.split(" ")).returns(Main.INPUT);
    assertThat(line.err())
        .isEqualTo(
            "error[unwritable-file]: cannot write the standard output: No space left on device\n");
  }

  @Test
  void passesSayHowTheirOptionsAreWritten() {
    assertThat(Line.run("passes", "fold-norm").returns(0).out())
        .endsWith("\nIn a pipeline: fold-norm{allow-shared-weights=false}\n");
    assertThat(Line.run("passes", "dce").returns(0).out()).doesNotContain("In a pipeline");
  }

  @Test
  void pathsOfNothingAreNotUsage() {
    var nothing = Path.of("no", "such.onnx").toString();
    var line = Line.run("inspect", nothing).returns(Main.INPUT);
    assertThat(line.err()).contains("error[unreadable-file]", nothing);
  }
}
