package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.text.TextReader;
import sinter.ir.diag.Diagnostics;

/** A long text needs little more memory than the model that it holds. */
class TextMemoryTest {
  private static final int NODES = 40_000;

  @TempDir private Path folder;

  @Test
  void statementsAreLetGoOnceTheyAreRead() throws Exception {
    var text = Files.writeString(folder.resolve("long.sir"), text());
    var log = folder.resolve("log.txt");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                TextMemoryTest.class.getName(),
                text.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(log).content().isEqualToIgnoringNewLines(NODES + " nodes");
    assertThat(process.exitValue()).isZero();
  }

  private static String text() {
    var out = new StringBuilder("model opset 13\n\ngraph @long (%v0: f32[N, 64]) -> (%v");
    out.append(NODES).append(": f32[N, 64]) {\n");
    for (int i = 1; i <= NODES; i++) {
      out.append("  %v").append(i).append(" = onnx::Softmax@13(%v").append(i - 1);
      out.append(") {axis = 1} name \"node_").append(i).append("\" : f32[N, 64]\n");
    }
    return out.append("}\n").toString();
  }

  /** Reads the text in the file that is named. */
  public static void main(String[] args) throws IOException {
    try (var model = TextReader.read(Path.of(args[0]), new Diagnostics())) {
      System.out.println(model == null ? "no model" : model.allNodes().size() + " nodes");
    }
  }
}
