package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.numbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.grammar.onnx.ModelProto;
import sinter.testsuite.reference.Datum;

/** Scores that tell inputs of no class from those of the classes. */
class OutliersTest extends OnRuntime {
  private static final long SEED = 83;
  private static final int CLASSES = 4;
  private static final int WIDTH = 16;

  @TempDir Path folder;

  OutliersTest() {
    super(SEED);
  }

  /** Against the distances to all classes, computed from the features. */
  @Test
  void outliersAreScoredByTheirNearestClass() {
    var example = Example.of("seeds/15-mahalanobis");
    var out = example.run(Map.of("image", values.uniform(3, 3, 16, 16)));
    var weights = Weights.of(example);
    var means = weights.matrix("means", 16);
    var l = weights.matrix("whiten", 16);
    var precision = Matrices.times(l, Matrices.transposed(l));
    var features = Weights.rows(numbers(out, "features"), 16);
    for (int i = 0; i < 3; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (var mean : means) {
        var d = new double[16];
        for (int k = 0; k < 16; k++) {
          d[k] = features[i][k] - mean[k];
        }
        best = Math.max(best, -Matrices.dot(d, Matrices.times(precision, d)));
      }
      assertThat(numbers(out, "score")[i]).isCloseTo(best, Offset.offset(1e-9));
    }
  }

  /**
   * Gaussian classes of images; from samples, means and the covariance that they share are estimated, of which
   * the linear classifier that is best for such classes is made too. Outliers are around further centres.
   */
  @Test
  void outliersAreFoundAtLeastAsWellAsByMaxSoftmax() throws IOException {
    var example = Example.of("seeds/15-mahalanobis");
    var centres = new double[CLASSES + 4][];
    for (int c = 0; c < centres.length; c++) {
      double size = c < CLASSES ? 1 : 3;
      centres[c] = Arrays.stream(values.uniform(3 * 256).reals()).map(v -> size * v).toArray();
    }
    var plain = example.optimized(worker);
    var samples = new double[CLASSES][][];
    for (int c = 0; c < CLASSES; c++) {
      samples[c] = features(plain, around(centres[c], 100));
    }
    var file = fitted(example, samples);
    var fitted = example.weights(file).optimized(worker);
    var inside = new double[2][0];
    var outside = new double[2][0];
    for (int c = 0; c < centres.length; c++) {
      var out = Example.runtime(worker, fitted, Map.of("image", around(centres[c], 50)));
      var into = c < CLASSES ? inside : outside;
      into[0] = joined(into[0], numbers(out, "score"));
      into[1] = joined(into[1], sureness(numbers(out, "logits")));
    }
    double mahalanobis = area(inside[0], outside[0]);
    double softmax = area(inside[1], outside[1]);
    System.out.printf(
        "seed %d: AUROC %.4f by Mahalanobis distance, %.4f by max-softmax%n",
        SEED, mahalanobis, softmax);
    assertThat(mahalanobis).isGreaterThanOrEqualTo(0.95).isGreaterThanOrEqualTo(softmax);
  }

  private Datum.Array around(double[] centre, int count) {
    return Values.fill(
        new long[] {count, 3, 16, 16}, i -> (float) (centre[i % centre.length] + values.gauss()));
  }

  private double[][] features(ModelProto model, Datum.Array images) {
    return Weights.rows(
        numbers(Example.runtime(worker, model, Map.of("image", images)), "features"), WIDTH);
  }

  /** Weights with the classes' means, L of Σ⁻¹ = L·Lᵀ, and logits μᵀ·Σ⁻¹·f − μᵀ·Σ⁻¹·μ/2. */
  private Path fitted(Example example, double[][][] samples) throws IOException {
    var means = new double[CLASSES][WIDTH];
    var covariance = new double[WIDTH][WIDTH];
    for (int c = 0; c < CLASSES; c++) {
      for (var f : samples[c]) {
        for (int k = 0; k < WIDTH; k++) {
          means[c][k] += f[k] / samples[c].length;
        }
      }
      for (var f : samples[c]) {
        for (int k = 0; k < WIDTH; k++) {
          for (int j = 0; j < WIDTH; j++) {
            covariance[k][j] +=
                (f[k] - means[c][k]) * (f[j] - means[c][j]) / (CLASSES * samples[c].length);
          }
        }
      }
    }
    var eigen = Matrices.decomposed(covariance);
    var whiten = new double[WIDTH][WIDTH];
    for (int k = 0; k < WIDTH; k++) {
      for (int j = 0; j < WIDTH; j++) {
        double variance = eigen.values()[j] + 1e-4 * eigen.values()[WIDTH - 1];
        whiten[k][j] = eigen.vectors()[k][j] / Math.sqrt(variance);
      }
    }
    var slopes = Matrices.times(means, Matrices.times(whiten, Matrices.transposed(whiten)));
    var starts = new double[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      starts[c] = -Matrices.dot(slopes[c], means[c]) / 2;
    }
    return Weights.of(example)
        .replaced(
            folder.resolve("fitted.safetensors"),
            Map.of(
                "means", Matrices.flat(means),
                "whiten", Matrices.flat(whiten),
                "logits.weight", Matrices.flat(slopes),
                "logits.bias", starts));
  }

  private static double[] sureness(double[] logits) {
    return Arrays.stream(Weights.rows(logits, CLASSES))
        .mapToDouble(row -> {
          double most = Arrays.stream(row).max().orElseThrow();
          return 1 / Arrays.stream(row).map(v -> Math.exp(v - most)).sum();
        })
        .toArray();
  }

  private static double[] joined(double[] a, double[] b) {
    var out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }

  /** The part of the pairs of which the first has the higher score; equal ones count by half. */
  private static double area(double[] higher, double[] lower) {
    double won = 0;
    for (double a : higher) {
      for (double b : lower) {
        won += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    return won / higher.length / lower.length;
  }
}
