package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sinter fmt}. */
final class FmtTest {
  private static final String MESSY = "block  f(x){return relu( x )}// so\n";
  private static final String NEAT = "block f(x) { return relu(x) } // so\n";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void filesAreLaidOutInPlace() throws IOException {
    var messy = write("a.sinter", MESSY);
    var neat = write("b.sinter", NEAT);
    var line = Line.run("fmt", messy.toString(), neat.toString()).returns(0);
    assertThat(line.out()).isEmpty();
    assertThat(line.err().lines()).containsExactly(messy.toString());
    assertThat(messy).hasContent(NEAT);
    assertThat(Line.run("fmt", messy.toString()).returns(0).err()).isEmpty();
    assertThat(folder).isDirectoryNotContaining(f -> f.getFileName().toString().startsWith("."));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheProgram() throws IOException {
    var marked = write("a.sinter", "\uFEFF" + MESSY);
    Line.run("fmt", marked.toString()).returns(0);
    assertThat(marked).hasContent(NEAT);
  }

  @Test
  void foldersStandForWhatIsInThem() throws IOException {
    var messy = write("deep/er/a.sinter", MESSY);
    write("deep/b.sinter", NEAT);
    write("deep/c.txt", MESSY);
    var json = Line.run("fmt", folder.toString(), "--json").returns(0).json();
    assertThat(json.get("files")).hasSize(2);
    assertThat(json.get("files").get(1).get("file").asText()).isEqualTo(messy.toString());
    assertThat(json.get("files").get(1).get("changed").asBoolean()).isTrue();
    assertThat(messy).hasContent(NEAT);
    Files.createDirectories(folder.resolve("empty"));
    assertThat(Line.run("fmt", folder.resolve("empty").toString()).returns(3).err())
        .contains("no .sinter file in");
  }

  @Test
  void checkChangesNothingAndSaysByItsExitCode() throws IOException {
    var messy = write("a.sinter", MESSY);
    assertThat(Line.run("fmt", "--check", messy.toString()).returns(1).err())
        .contains(messy.toString());
    assertThat(messy).hasContent(MESSY);
    Line.run("fmt", "--check", write("b.sinter", NEAT).toString()).returns(0);
  }

  @Test
  void standardInputGoesToStandardOutput() {
    assertThat(Line.reading(MESSY, "fmt", "-").returns(0).out()).isEqualTo(NEAT);
    assertThat(Line.reading(MESSY, "fmt", "-", "--check").returns(1).out()).isEmpty();
    assertThat(Line.reading(MESSY, "fmt", "-", "--json").returns(0).json().get("text").asText())
        .isEqualTo(NEAT);
  }

  @Test
  void filesWithMistakesAreLeftAloneAndTheOthersAreNot() throws IOException {
    var wrong = write("a.sinter", "block f(x) {\n  y = = x\n  z = )\n}\n");
    var messy = write("b.sinter", MESSY);
    var line = Line.run("fmt", wrong.toString(), messy.toString()).returns(3);
    assertThat(line.err())
        .contains("a.sinter:2:7", "a.sinter:3:7", "not everything can be laid out: 2 mistakes");
    assertThat(wrong).hasContent("block f(x) {\n  y = = x\n  z = )\n}\n");
    assertThat(messy).hasContent(NEAT);
    Files.write(wrong, "block f(x) { return \u00e9 }".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Line.run("fmt", wrong.toString()).returns(3).err()).contains("is not UTF-8");
  }
}
