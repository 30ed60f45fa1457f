package sinter.testsuite.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.compiler.CompileOptions;
import sinter.compiler.Compiler;

/** The examples compile, run, and are what the programs beside them make. */
class ExamplesTest {
  private static final Path FOLDER = Path.of("..", "examples");

  @TempDir Path scratch;

  private void run(String program, Path... arguments)
      throws IOException, ReflectiveOperationException {
    var source = FOLDER.resolve("java").resolve(program + ".java").toString();
    var classPath = System.getProperty("java.class.path");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", scratch.toString(), source);

    assertThat(status).isZero();
    try (var loader = new URLClassLoader(new URL[] {scratch.toUri().toURL()})) {
      var main = loader.loadClass(program).getMethod("main", String[].class);
      var words = List.of(arguments).stream().map(Path::toString).toArray(String[]::new);
      main.invoke(null, (Object) words);
    }
  }

  @Test
  void theModelIsWhatItsProgramMakes() throws IOException, ReflectiveOperationException {
    var made = scratch.resolve("lenet.onnx");
    run("MakeLenet", made);

    assertThat(Files.mismatch(made, FOLDER.resolve("lenet-bn.onnx"))).isEqualTo(-1);
  }

  @Test
  void theLibraryExampleWritesAnEqualModel() throws IOException, ReflectiveOperationException {
    var small = scratch.resolve("small.onnx");
    run("CompileModel", FOLDER.resolve("lenet-bn.onnx"), small);

    assertThat(small).exists();
  }

  @Test
  void theExampleBecomesSmallerAndStaysEqual() {
    var report =
        Compiler.compile(
            CompileOptions.of(FOLDER.resolve("lenet-bn.onnx"), scratch.resolve("out.onnx")));

    assertThat(report.verify().status()).isEqualTo("equal");
    assertThat(report.nodes().before()).isEqualTo(14);
    assertThat(report.nodes().after()).isEqualTo(9);
  }
}
