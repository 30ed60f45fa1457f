package sinter.cli;

import java.time.Duration;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;

/**
 * Runs every verb once in one JVM, for the launcher, which archives what gets loaded here and in the workers.
 */
final class Training {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Training() {}

  public static void main(String[] args) {
    Main.run(new String[] {"--help"}, System.out, System.err);
    Main.run(new String[] {"--version"}, System.out, System.err);
    for (var name : RuntimeSet.NAMES) {
      if (RuntimeSet.find(name) instanceof Outcome.Ok<RuntimeSet>(var set)) {
        try (var worker = OrtWorker.start(set, LIMIT)) {
          System.out.println(worker.info());
        }
      }
    }
    System.exit(0);
  }
}
