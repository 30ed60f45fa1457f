package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.compiler.CompileOptions;
import sinter.compiler.Compiler;
import sinter.compiler.Passes;
import sinter.compiler.ProgramOptions;
import sinter.grammar.onnx.ModelProto;

/** Weights in fewer bytes: as the seed that they were drawn from, and as rows of a codebook. */
class StoredWeightsTest extends OnRuntime {
  private static final long SEED = 59;

  @TempDir Path folder;

  StoredWeightsTest() {
    super(SEED);
  }

  /** Frozen layers come back bit for bit from their seed, and are others with another. */
  @Test
  void frozenWeightsAreKnownFromTheirSeed() {
    var example = Example.of("seeds/61-bandlimited");
    var first = Weights.of(example).get("frequency");
    int[] bits = {0xbe92dc03, 0xc0531da8, 0x3f7c74fc, 0x4048becd};
    for (int i = 0; i < bits.length; i++) {
      assertThat(first[i]).isEqualTo(Float.intBitsToFloat(bits[i]));
    }
    assertThat(Weights.of(example.seed(99)).get("frequency")).isNotEqualTo(first);
    assertThat(Values.largest(first)).isLessThanOrEqualTo(4);
  }

  @Test
  void bandlimitedFeaturesFitASmoothFunction() throws IOException {
    var example = Example.of("seeds/61-bandlimited").with("width", 60);
    var x = values.uniform(150, 2);
    var y = new double[150];
    for (int i = 0; i < 150; i++) {
      y[i] = Math.sin(2 * x.reals()[2 * i]) * Math.cos(x.reals()[2 * i + 1]);
    }
    var features = Weights.rows(numbers(example.run(Map.of("x", x)), "features"), 60);
    var head = Matrices.leastSquares(features, y);
    var file =
        Weights.of(example).replaced(folder.resolve("head.safetensors"), Map.of("head", head));
    assertClose(numbers(example.weights(file).run(Map.of("x", x)), "y"), y, 0.02);
  }

  /**
   * A program and its solved head are all that has to be kept: compiled again they are the same file,
   * which is larger by the frequencies and phases, inputs + 1 numbers for each of the head.
   */
  @Test
  void aProgramAndItsHeadStoreAWideNetwork() throws IOException {
    int inputs = 16;
    int width = 20_000;
    int samples = 60;
    var example =
        Example.of("seeds/61-bandlimited")
            .with("inputs", inputs)
            .with("width", width)
            .with("band", 1.0);
    var x = values.uniform(samples, inputs);
    var y =
        IntStream.range(0, samples).mapToDouble(i -> Math.sin(3 * x.reals()[inputs * i])).toArray();
    var features = Weights.rows(numbers(example.run(Map.of("x", x)), "features"), width);
    var head = Matrices.leastSquares(features, y);
    var stored = Weights.of(example).only(folder.resolve("head.safetensors"), Map.of("head", head));
    var compiled = compiled(example, stored, "wide.onnx");
    long small = Files.size(Objects.requireNonNull(example.file())) + Files.size(stored);
    double ratio = (double) Files.size(compiled) / small;
    System.out.printf(
        "width %d of %d inputs: %d bytes as ONNX, %d as program and head, ratio %.1f%n",
        width, inputs, Files.size(compiled), small, ratio);
    assertThat(ratio).isGreaterThan(inputs + 1).isLessThan(inputs + 2);
    assertThat(compiled(example, stored, "again.onnx")).hasSameBinaryContentAs(compiled);
    var model = ModelProto.parseFrom(Files.readAllBytes(compiled));
    var drawn = Weights.of(example);
    for (var name : List.of("frequency", "phase")) {
      assertThat(Weights.of(model).get(name)).containsExactly(drawn.get(name));
    }
    assertClose(numbers(Example.runtime(worker, model, Map.of("x", x)), "y"), y, 1e-3);
  }

  private Path compiled(Example example, Path weights, String name) {
    var output = folder.resolve(name);
    var options = CompileOptions.of(Objects.requireNonNull(example.file()), output);
    var program = new ProgramOptions(null, example.parameters(), weights, example.seed());
    Compiler.compile(
        new CompileOptions(
            options.input(),
            output,
            Passes.of("O0"),
            options.target(),
            options.signature(),
            options.runtime(),
            options.verification(),
            options.limits(),
            program,
            options.records()));
    return output;
  }

  /** Chunks of three weights whose neighbours agree by so much, six bits for each chunk in both forms. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.8})
  void codebooksLoseLessThanEvenSteps(double agreement) throws IOException {
    int chunks = 1 << 15;
    int codes = 64;
    var weights = new double[chunks][3];
    for (var chunk : weights) {
      double common = Math.sqrt(agreement) * values.gauss();
      for (int k = 0; k < 3; k++) {
        chunk[k] = common + Math.sqrt(1 - agreement) * values.gauss();
      }
    }
    var codebook = Codebook.of(weights, codes, 20);
    var example =
        Example.of("seeds/40-igpg").model("Decoder").with("codes", codes).with("chunk", 3);
    var file =
        Weights.of(example)
            .replaced(
                folder.resolve("codebook.safetensors"),
                Map.of("codebook", Matrices.flat(codebook)));
    var tokens = Arrays.stream(weights).mapToLong(c -> Codebook.nearest(codebook, c)).toArray();
    var out =
        Example.runtime(
            worker,
            example.weights(file).optimized(worker),
            Map.of("tokens", Values.integers(shape(chunks), tokens)));
    var rows = Weights.rows(numbers(out, "decoded"), 3);
    double square = 0;
    for (int i = 0; i < chunks; i++) {
      for (int k = 0; k < 3; k++) {
        assertThat(rows[i][k]).isEqualTo((float) codebook[(int) tokens[i]][k]);
        square += Math.pow(rows[i][k] - weights[i][k], 2) / chunks / 3;
      }
    }
    double even =
        IntStream.range(1, 400)
            .mapToDouble(i -> Codebook.even(Matrices.flat(weights), 4, 0.01 * i))
            .min()
            .orElseThrow();
    System.out.printf(
        "seed %d, agreement %.1f: mean square error %.4f by %d codes, %.4f by the best even steps%n",
        SEED, agreement, square, codes, even);
    assertThat(square).isLessThan(even);
  }
}
