package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sinter.cli.Main;

/** What a command line printed and returned. */
public record Line(int code, String out, String err) {
  /** A network of a convolution and a batch normalization, with a symbolic batch. */
  static final String NETWORK =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, 2, 8, 8]) -> (%y: f32[N, 4, 8, 8]) {
        %w = const splat 0.1 : f32[4, 2, 3, 3]
        %b = const splat 0.5 : f32[4]
        %s = const [1.0, 2.0, 3.0, 4.0] : f32[4]
        %v = const splat 2.0 : f32[4]
        %c = onnx::Conv@13(%x, %w, %b) {kernel_shape = [3, 3], pads = [1, 1, 1, 1]}
        %n = onnx::BatchNormalization@13(%c, %s, %b, %b, %v) {epsilon = 0.001}
        %y = onnx::Relu@13(%n)
      }
      """;

  public static Line run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Line(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same with {@code text} on the standard input. */
  static Line reading(String text, String... args) {
    var before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(args);
    } finally {
      System.setIn(before);
    }
  }

  /** The network as an ONNX file called {@code name}. */
  static Path network(Path folder, String name) {
    return model(folder, name, NETWORK);
  }

  /** The model of {@code text} as an ONNX file. */
  static Path model(Path folder, String name, String text) {
    try {
      Files.createDirectories(folder);
      var source = Files.writeString(folder.resolve(name + ".sir"), text);
      var file = folder.resolve(name);
      run("export", source.toString(), "-o", file.toString()).returns(0);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Line returns(int expected) {
    assertThat(code).as("exit code; stdout:\n%s\nstderr:\n%s", out, err).isEqualTo(expected);
    return this;
  }

  /** Skips the tests of a class where no runtime is installed; {@code folder} takes a model to try. */
  static void assumeRuntime(Path folder) {
    var model = network(folder, "model.onnx").toString();
    assumeFalse(
        run("run", model, "--random").lacksRuntime(),
        "skipped, since no runtime is installed; ./build verify installs both sets");
  }

  /** Whether the runtime is missing, so that what needs it has to be skipped. */
  boolean lacksRuntime() {
    return err.contains("is not installed") || err.contains("sinter.home is not set");
  }

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("stdout is no JSON: " + out, e);
    }
  }
}
