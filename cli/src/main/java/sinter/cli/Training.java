package sinter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import sinter.backend.onnx.RuntimeSet;

/**
 * Runs every verb once in one JVM, for the launcher, which archives what gets loaded here and in the workers.
 */
final class Training {
  /** A network with what real ones have: convolution, normalization, shape arithmetic, a matrix product. */
  private static final String MODEL =
      """
      model ir 8 opset 13

      graph @training (%x: f32[N, 2, 8, 8]) -> (%y: f32[N, 3]) {
        %w = const splat 0.1 : f32[4, 2, 3, 3]
        %b = const splat 0.5 : f32[4]
        %s = const [1.0, 2.0, 3.0, 4.0] : f32[4]
        %v = const splat 2.0 : f32[4]
        %m = const splat 0.25 : f32[256, 3]
        %c = onnx::Conv@13(%x, %w, %b) {kernel_shape = [3, 3], pads = [1, 1, 1, 1]}
        %n = onnx::BatchNormalization@13(%c, %s, %b, %b, %v) {epsilon = 0.001}
        %r = onnx::Relu@13(%n)
        %d = onnx::Shape@13(%r)
        %0 = const [0] : i64[]
        %i = onnx::Gather@13(%d, %0)
        %a = const [0] : i64[1]
        %u = onnx::Unsqueeze@13(%i, %a)
        %k = const [-1] : i64[1]
        %t = onnx::Concat@13(%u, %k) {axis = 0}
        %f = onnx::Reshape@13(%r, %t)
        %y = onnx::MatMul@13(%f, %m)
      }
      """;

  private Training() {}

  public static void main(String[] args) throws IOException {
    var folder = Files.createTempDirectory("sinter-training");
    try {
      verbs(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(0);
  }

  private static void verbs(Path folder) throws IOException {
    var text = Files.writeString(folder.resolve("model.sir"), MODEL).toString();
    var model = folder.resolve("model.onnx").toString();
    var small = folder.resolve("small.onnx").toString();
    run("--help");
    run("--version");
    run("compile", "--help");
    run("export", text, "-o", model);
    run("compile", model, "-o", small, "--no-verify");
    for (var set : RuntimeSet.NAMES) {
      run("compile", model, "-o", small, "--runtime", set, "--json");
      run("run", model, "--random", "--runtime", set);
    }
    run("compile", model, "-o", small, "--timing", "-v");
    run("run", model, "--random", "--json", "-o", folder.resolve("outputs").toString());
    run("diff", model, small);
    run("bench", small, "--against", model, "--runs", "20");
    run("import", model);
    run("opt", model, "-O", "2", "--dump-changed");
    run("inspect", model);
    run("inspect", model, "--json");
    run("ops");
    run("passes");
    run("targets");
    Files.createDirectories(folder.resolve("cases/case"));
    Files.copy(Path.of(model), folder.resolve("cases/case/model.onnx"));
    run("test", folder.resolve("cases").toString(), "--json");
  }

  private static void run(String... args) {
    var quiet = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    int code = Main.run(args, quiet, System.err);
    System.out.println(code + " " + String.join(" ", List.of(args)));
  }
}
