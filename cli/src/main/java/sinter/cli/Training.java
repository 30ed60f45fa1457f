package sinter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import sinter.backend.onnx.RuntimeSet;

/**
 * Runs verbs in one JVM, for the launcher, which archives what gets loaded here and in the workers. The first argument
 * is a model to train with. Every verb is run once, and the model written; or with {@code compile} as second argument
 * that verb alone, on the model that is there by then.
 */
final class Training {
  private Training() {}

  public static void main(String[] args) throws IOException {
    var model = args[0];
    var folder = Files.createTempDirectory("sinter-training");
    try {
      if (args.length > 1) {
        compile(model, folder);
      } else {
        verbs(model, folder);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(0);
  }

  /** A network with what real ones have: convolution, normalization, attention, recurrence, shape arithmetic. */
  private static void write(String model, Path folder) throws IOException {
    run("export", copied("training.sir", folder), "-o", model);
  }

  private static String copied(String name, Path folder) throws IOException {
    var file = folder.resolve(name);
    try (var resource = Training.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(resource), file);
    }
    return file.toString();
  }

  private static void compile(String model, Path folder) throws IOException {
    var small = folder.resolve("small.onnx").toString();
    run("compile", copied("training.sinter", folder), "-o", small, "--no-verify", "-q");
    run("compile", model, "-o", small, "--no-verify", "-q");
    run("compile", model, "-o", small);
  }

  private static void verbs(String model, Path folder) throws IOException {
    write(model, folder);
    var small = folder.resolve("small.onnx").toString();
    run("--help");
    run("--version");
    run("compile", "--help");
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
    var program = copied("training.sinter", folder);
    run("fmt", program);
    run("lint", program);
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
