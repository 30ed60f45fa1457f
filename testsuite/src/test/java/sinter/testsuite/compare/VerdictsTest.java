package sinter.testsuite.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.compiler.compare.VerifyReport;
import sinter.compiler.compare.VerifyStatus;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.Model;
import sinter.testsuite.runtime.Installed;

/**
 * The comparison calls no broken model equal and no exact rewrite different.
 *
 * <p>A mutant counts when some input separates it from its origin: one of the default inputs, or one of a
 * wider search with other seeds and every scale.
 */
class VerdictsTest {
  private static final int CASES = Integer.getInteger("sinter.verdicts", 200);
  private static final long SEED = 20261124;
  private static final int SEARCHES = 2;
  private static final List<String> MODELS =
      List.of(
          "trained/mn_lstm.onnx",
          "trained/mn_resnet.onnx",
          "trained/mn_vit.onnx",
          "mnist_8_cntk.onnx",
          "burn_mnist.onnx",
          "dtln_model_1.onnx",
          "magika_standard_v1.onnx",
          "olive_notebook_model.onnx",
          "tribuo_tinybert.onnx",
          "silero_vad_16k_op15.onnx");

  /** A model changed, or null where the change has no place. */
  private interface Change {
    @Nullable ModelProto of(ModelProto model, Random random, StringBuilder where);
  }

  @TempDir Path folder;

  private static Path models() {
    String set = System.getenv("SINTER_CORPUS");
    Path corpus = set == null ? Path.of("..", "..", "shared", "corpus") : Path.of(set);
    Path models = corpus.resolve("models");
    assumeTrue(Files.isDirectory(models), "skipped, since there is no corpus at " + corpus);
    return models;
  }

  @Test
  void noMutantIsCalledEqual() throws IOException {
    Path models = models();
    Random random = new Random(SEED);
    Map<VerifyStatus, Integer> verdicts = new EnumMap<>(VerifyStatus.class);
    List<String> missed = new ArrayList<>();
    int separated = 0;
    try (OrtWorker worker = Installed.worker(RuntimeSet.DEFAULT)) {
      for (int i = 0; separated < CASES && i < 3 * CASES; i++) {
        Mutation[] kinds = Mutation.values();
        Change change = kinds[random.nextInt(kinds.length)]::of;
        Trial trial = trial(models, MODELS.get(i % MODELS.size()), change, random);
        if (trial == null) {
          continue;
        }
        VerifyStatus status = trial.verdict(worker, 0, 2).status();
        if (status != VerifyStatus.DIFFERENT && !trial.isSeparable(worker)) {
          continue;
        }
        separated++;
        verdicts.merge(status, 1, Integer::sum);
        if (status == VerifyStatus.EQUAL) {
          missed.add(trial.toString());
        }
      }
    }
    System.out.println("mutants that some input separates: " + verdicts + ", seed " + SEED);
    assertThat(missed).as("mutants called equal, seed %d", SEED).isEmpty();
    assertThat(separated).isEqualTo(CASES);
  }

  @Test
  void noExactRewriteIsCalledDifferent() throws IOException {
    Path models = models();
    Random random = new Random(SEED);
    Map<VerifyStatus, Integer> verdicts = new EnumMap<>(VerifyStatus.class);
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    try (OrtWorker worker = Installed.worker(RuntimeSet.DEFAULT)) {
      for (int i = 0; cases < CASES && i < 3 * CASES; i++) {
        ExactRewrite[] kinds = ExactRewrite.values();
        Change change = kinds[random.nextInt(kinds.length)]::of;
        Trial trial = trial(models, MODELS.get(i % MODELS.size()), change, random);
        if (trial == null) {
          continue;
        }
        cases++;
        VerifyReport report = trial.verdict(worker, 0, 2);
        verdicts.merge(report.status(), 1, Integer::sum);
        if (report.status() == VerifyStatus.DIFFERENT) {
          wrong.add(trial + ": " + report.reason());
        }
      }
    }
    System.out.println("exact rewrites: " + verdicts + ", seed " + SEED);
    assertThat(wrong).as("exact rewrites called different, seed %d", SEED).isEmpty();
    assertThat(cases).isEqualTo(CASES);
  }

  private @Nullable Trial trial(Path models, String name, Change change, Random random)
      throws IOException {
    Path origin = models.resolve(name);
    StringBuilder where = new StringBuilder(name).append(", ");
    ModelProto changed = change.of(ModelProto.parseFrom(Files.readAllBytes(origin)), random, where);
    if (changed == null) {
      return null;
    }
    Path file = folder.resolve("changed.onnx");
    Files.write(file, changed.toByteArray());
    return new Trial(origin, file, where.toString());
  }

  /** A model and its changed copy. */
  private record Trial(Path origin, Path changed, String where) {
    VerifyReport verdict(OrtWorker worker, long seed, int samples) {
      VerifyOptions options = VerifyOptions.DEFAULTS.withSeed(seed).withSamples(samples);
      Subject reference = Subjects.read(origin);
      Subject candidate = Subjects.read(changed);
      try (Model _ = reference.model();
          Model _ = candidate.model()) {
        return new Equivalence(worker, options).compare(reference, candidate);
      }
    }

    boolean isSeparable(OrtWorker worker) {
      for (int seed = 1; seed <= SEARCHES; seed++) {
        if (verdict(worker, seed, 7).status() == VerifyStatus.DIFFERENT) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return where;
    }
  }
}
