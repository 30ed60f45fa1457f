package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;

/** What compile writes beside the output. */
final class RecordsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  private String sha256(String name) throws IOException, NoSuchAlgorithmException {
    var bytes = Files.readAllBytes(folder.resolve(name));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Line compile(String out, String... options) {
    return Line.run(
        Stream.concat(Stream.of("compile", file("in.onnx"), "-o", file(out)), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void aCertificateSaysWhatIsExactAndWhatWasCompared() throws Exception {
    Line.network(folder, "in.onnx");
    compile("out.onnx", "--certify", file("c.json"), "--assume", "N<=64").returns(0);
    var c = json("c.json");
    assertThat(c.at("/input/0/sha256").asText()).isEqualTo(sha256("in.onnx"));
    assertThat(c.at("/output/0/sha256").asText()).isEqualTo(sha256("out.onnx"));
    assertThat(c.get("conditions").asText()).isEqualTo("N<=64");
    assertThat(c.get("exact").asBoolean()).isFalse();
    assertThat(c.get("rewrites"))
        .anyMatch(
            r -> r.get("rule").asText().equals("bn-into-conv") && !r.get("exact").asBoolean());
    var comparison = c.get("comparison");
    assertThat(comparison.get("status").asText()).isEqualTo("equal");
    assertThat(comparison.at("/outputs/0/name").asText()).isEqualTo("y");
    assertThat(comparison.at("/outputs/0/ofAllowed").asDouble()).isBetween(0.0, 1.0);
    assertThat(comparison.get("samples").size())
        .isGreaterThanOrEqualTo(comparison.get("cases").asInt());
    assertThat(comparison.get("samples"))
        .allMatch(s -> s.at("/at/N").asLong() >= 1 && s.at("/at/N").asLong() <= 64)
        .anyMatch(s -> s.get("able").asBoolean());
    compile("out.onnx", "--certify", file("c.json"), "-O1", "--no-verify").returns(0);
    assertThat(json("c.json").get("exact").asBoolean()).isTrue();
    assertThat(json("c.json").get("comparison").isNull()).isTrue();
  }

  @Test
  void aReplayGivesTheSameBytes() throws Exception {
    Line.network(folder, "in.onnx");
    compile("a.onnx", "--recipe-out", file("r.json"), "--bind", "N=2", "--opset", "15").returns(0);
    var line = compile("b.onnx", "--recipe", file("r.json")).returns(0);
    assertThat(line.err()).doesNotContain("warning");
    assertThat(folder.resolve("b.onnx")).hasSameBinaryContentAs(folder.resolve("a.onnx"));
    assertThat(json("r.json").at("/options/bind/N").asLong()).isEqualTo(2);
    assertThat(Line.run("import", file("b.onnx")).out()).contains("opset 15", "f32[2, 2, 8, 8]");
  }

  @Test
  void twiceFromTwoFoldersAndForANamedProcessorTheBytesAreTheSame() throws Exception {
    Line.network(folder, "in.onnx");
    compile("a.onnx", "--no-verify").returns(0);
    var other = Files.createDirectory(folder.resolve("other"));
    Files.copy(folder.resolve("in.onnx"), other.resolve("in.onnx"));
    var out = other.resolve("a.onnx");
    var named =
        Line.run(
            "compile",
            other.resolve("in.onnx").toString(),
            "-o",
            out.toString(),
            "--no-verify",
            "--cpu",
            "arm64",
            "--json");
    assertThat(named.returns(0).json().get("cpu").asText()).isEqualTo("arm64");
    assertThat(out).hasSameBinaryContentAs(folder.resolve("a.onnx"));
    assertThat(compile("b.onnx", "--cpu", "arm65").returns(Main.USAGE).err())
        .contains("did you mean arm64?");
  }

  @Test
  void aReplayThatIsNotTheRecordedOneIsSaid() throws Exception {
    Line.network(folder, "in.onnx");
    compile("a.onnx", "--recipe-out", file("r.json"), "--no-verify").returns(0);
    var recipe = Files.readString(folder.resolve("r.json"));
    Files.writeString(
        folder.resolve("other.json"), recipe.replace(sha256("a.onnx"), "0".repeat(64)));
    var bytes = compile("b.onnx", "--recipe", file("other.json"), "--no-verify").returns(0);
    assertThat(bytes.err()).contains("warning[recipe-differs]: the output has other bytes");
    var kept = Files.readAllBytes(folder.resolve("a.onnx"));
    var same = compile("a.onnx", "--recipe", file("other.json"), "--no-verify", "-p", "");
    assertThat(same.returns(Main.USAGE).err()).contains("--recipe states what --passes says");
    var again = compile("a.onnx", "--recipe", file("other.json"), "--no-verify");
    assertThat(again.returns(Main.MISSED).err())
        .contains("error[gate-missed]: the output has other bytes than the one that was recorded");
    assertThat(folder.resolve("a.onnx")).hasBinaryContent(kept);
    Files.writeString(
        folder.resolve("old.json"), recipe.replace("\"tool\" : \"", "\"tool\" : \"0.0-"));
    var version = compile("b.onnx", "--recipe", file("old.json"), "--no-verify").returns(0);
    assertThat(version.err())
        .contains("warning[recipe-differs]: the recipe was recorded by version");
    Line.model(folder, "in.onnx", Line.NETWORK.replace("splat 0.1", "splat 0.2"));
    var input = compile("b.onnx", "--recipe", file("r.json"), "--no-verify").returns(0);
    assertThat(input.err()).contains("warning[recipe-differs]: the input is not the file");
  }

  @Test
  void recipesThatCannotBeFollowedAreSaid() throws IOException {
    Line.network(folder, "in.onnx");
    compile("a.onnx", "--recipe-out", file("r.json"), "--no-verify").returns(0);
    assertThat(compile("b.onnx", "--recipe", file("r.json"), "-O1").returns(Main.USAGE).err())
        .contains("--recipe states what -O says: leave it out");
    assertThat(compile("b.onnx", "--recipe", file("in.onnx")).returns(Main.INPUT).err())
        .contains("error[malformed-file]", "is no recipe: it is no JSON");
    compile("a.onnx", "--certify", file("c.json")).returns(0);
    assertThat(compile("b.onnx", "--recipe", file("c.json")).returns(Main.INPUT).err())
        .contains("is no recipe: it states ", "as certificates and reports may");
    var recipe = Files.readString(folder.resolve("r.json"));
    Files.writeString(
        folder.resolve("kind.json"), recipe.replace("\"opset\" : 0", "\"opset\" : [0]"));
    assertThat(compile("b.onnx", "--recipe", file("kind.json")).returns(Main.INPUT).err())
        .contains("is no recipe: options.opset is not as in one");
    Files.writeString(folder.resolve("empty.json"), "{}");
    assertThat(compile("b.onnx", "--recipe", file("empty.json")).returns(Main.INPUT).err())
        .contains("is no recipe");
    assertThat(compile("b.onnx", "--recipe", file("none.json")).returns(Main.INPUT).err())
        .contains("error[unreadable-file]");
    assertThat(folder.resolve("b.onnx")).doesNotExist();
  }

  @Test
  void aReportSaysWhatWasDone() throws IOException {
    Line.network(folder, "in.onnx");
    compile("a.onnx", "--report", file("r.json")).returns(0);
    var r = json("r.json");
    assertThat(r.at("/summary/nodes/after").asLong()).isEqualTo(2);
    assertThat(r.get("rewrites"))
        .anyMatch(w ->
            w.get("rule").asText().equals("bn-into-conv")
                && w.get("pass").asText().equals("fold-norm"));
    compile("a.onnx", "--report", file("r.html")).returns(0);
    assertThat(folder.resolve("r.html"))
        .content()
        .contains("<!doctype html>", "bn-into-conv", "equal", "</html>");
    assertThat(compile("a.onnx", "--report", file("r.txt")).returns(Main.USAGE).err())
        .contains("a report is a .json or an .html file");
  }

  @Test
  void noFileIsWrittenOverByAnother() throws IOException {
    var before = Files.readAllBytes(Line.network(folder, "in.onnx"));
    Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("in.onnx"));
    var dotted = folder.resolve(".").resolve("in.onnx").toString();
    assertThat(compile("a.onnx", "--certify", dotted).returns(Main.USAGE).err())
        .contains("the input and --certify are the same file, " + dotted);
    assertThat(compile("a.onnx", "--report", file("link.json")).returns(Main.USAGE).err())
        .contains("the input and --report are the same file");
    assertThat(compile("a.onnx", "--recipe-out", file("a.onnx")).returns(Main.USAGE).err())
        .contains("-o and --recipe-out are the same file");
    assertThat(
            compile("a.onnx", "--report", file("r.json"), "--certify", file("r.json"))
                .returns(Main.USAGE)
                .err())
        .contains("--report and --certify are the same file");
    var program =
        Files.writeString(folder.resolve("p.sinter"), "model M { input x: f32[2] output y = x }");
    var over = Line.run("compile", program.toString(), "-o", program.toString());
    assertThat(over.returns(Main.USAGE).err()).contains("-o and the input are the same file");
    assertThat(program).content().startsWith("model M");
    assertThat(Files.readAllBytes(folder.resolve("in.onnx"))).isEqualTo(before);
    assertThat(folder.resolve("a.onnx")).doesNotExist();
    compile("in.onnx", "--no-verify").returns(0);
    compile("a.onnx", "--no-verify", "--report", file("r.json"), "--certify", file("c.json"))
        .returns(0);
  }

  @Test
  void whatKilledRunsLeftThereGoesAfterADay() throws IOException {
    Line.network(folder, "in.onnx");
    var old = Files.writeString(folder.resolve(".out.onnx.1f2e3.tmp"), "x");
    var data = Files.writeString(folder.resolve(".out.onnx.1f2e3.data.tmp"), "x");
    var young = Files.writeString(folder.resolve(".out.onnx.1f2e4.tmp"), "x");
    var other = Files.writeString(folder.resolve(".other.onnx.1f2e3.tmp"), "x");
    for (var file : List.of(old, data, other)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }
    compile("out.onnx", "--no-verify").returns(0);
    assertThat(old).doesNotExist();
    assertThat(data).doesNotExist();
    assertThat(young).exists();
    assertThat(other).exists();
  }

  @Test
  void filesOnTheSideComeWithTheOutputOrNotAtAll() {
    Line.network(folder, "in.onnx");
    assertThat(compile("a.onnx", "--report", file("no/r.json")).returns(Main.INPUT).err())
        .contains("r.json: its folder does not exist")
        .doesNotContain("Exception");
    assertThat(folder.resolve("a.onnx")).doesNotExist();
    compile("a.onnx", "--report", file("r.json"), "--max-nodes", "1").returns(Main.MISSED);
    assertThat(folder).isDirectoryNotContaining("glob:**{r.json,a.onnx,tmp}");
  }
}
