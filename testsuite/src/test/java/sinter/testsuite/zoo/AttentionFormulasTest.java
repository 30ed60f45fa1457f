package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;

/** Attention with masks and added scores of every shape, and mixtures of equal experts. */
class AttentionFormulasTest extends OnRuntime {
  private static final long SEED = 73;
  private static final Map<String, Long> EXTENTS = Map.of("N", 2L, "L", 3L, "S", 5L);

  AttentionFormulasTest() {
    super(SEED);
  }

  private static long[] extents(String shape) {
    return Arrays.stream(shape.split(" "))
        .mapToLong(d -> EXTENTS.containsKey(d) ? EXTENTS.get(d) : Long.parseLong(d))
        .toArray();
  }

  /** The place in an array of this shape that broadcasts to the place n, h, i, j. */
  private static int place(long[] shape, int... at) {
    int out = 0;
    for (int a = 0; a < shape.length; a++) {
      int index = at[at.length - shape.length + a];
      out = out * (int) shape[a] + (shape[a] == 1 ? 0 : index);
    }
    return out;
  }

  private record Scores(Datum.@Nullable Array mask, Datum.@Nullable Array added, boolean isCausal) {
    boolean isOpen(int n, int h, int i, int j) {
      return (!isCausal || j <= i + 2)
          && (mask == null || mask.integers()[place(mask.shape(), n, h, i, j)] != 0);
    }

    double bias(int n, int h, int i, int j) {
      return added == null ? 0 : added.reals()[place(added.shape(), n, h, i, j)];
    }
  }

  /** Four heads of queries with four features, values with three; a row without an open place is a mean. */
  private static double[] attended(double[] q, double[] k, double[] v, int groups, Scores scores) {
    var out = new double[2 * 4 * 3 * 3];
    for (int row = 0; row < 24; row++) {
      int n = row / 12;
      int h = row / 3 % 4;
      int i = row % 3;
      int keys = (n * groups + h / (4 / groups)) * 5;
      var weight = new double[5];
      for (int j = 0; j < 5; j++) {
        var qi = Arrays.copyOfRange(q, 4 * row, 4 * row + 4);
        var kj = Arrays.copyOfRange(k, 4 * (keys + j), 4 * (keys + j) + 4);
        double score = Matrices.dot(qi, kj) / 2 + scores.bias(n, h, i, j);
        weight[j] = scores.isOpen(n, h, i, j) ? Math.exp(score) : 0;
      }
      double sum = Arrays.stream(weight).sum();
      for (int j = 0; j < 5; j++) {
        double share = sum == 0 ? 0.2 : weight[j] / sum;
        for (int f = 0; f < 3; f++) {
          out[3 * row + f] += share * v[3 * (keys + j) + f];
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "4,,,false",
    "4,N 4 L S,N 4 L S,false",
    "4,L S,4 L S,true",
    "2,,,true",
    "2,,N 4 L S,false",
    "2,N 4 L S,,false",
    "2,L S,L S,true",
    "2,4 L S,1 4 1 S,false",
    "2,N 1 1 S,N 1 L 1,false",
    "2,1 L S,4 1 1,true",
    "2,S,1,false",
    "1,N 4 L S,N 4 L S,true",
    "1,N 1 L S,4 L S,false",
    "1,N 4 1 1,1 1 L S,false"
  })
  void scoresAreMaskedAndAddedTo(
      int groups, @Nullable String mask, @Nullable String added, boolean isCausal) {
    var text =
        "model M {\n  input q: f32[N, 4, L, 4]\n  input k: f32[N, %1$d, S, 4]\n  input v: f32[N, %1$d, S, 3]\n"
            .formatted(groups);
    var call = "scaled_dot_product(q, k, v, causal = " + isCausal;
    var inputs = new HashMap<String, Datum>();
    var q = values.uniform(2, 4, 3, 4);
    var k = values.uniform(2, groups, 5, 4);
    var v = values.uniform(2, groups, 5, 3);
    inputs.put("q", q);
    inputs.put("k", k);
    inputs.put("v", v);
    Datum.Array masks = null;
    Datum.Array biases = null;
    if (mask != null) {
      masks = values.booleans(extents(mask));
      inputs.put("m", masks);
      text += "  input m: bool[" + mask.replace(" ", ", ") + "]\n";
      call += ", mask = m";
    }
    if (added != null) {
      biases = values.uniform(extents(added));
      inputs.put("b", biases);
      text += "  input b: f32[" + added.replace(" ", ", ") + "]\n";
      call += ", bias = b";
    }
    var example = Example.program(text + "  output y = " + call + ")\n}\n");
    var wanted =
        attended(q.reals(), k.reals(), v.reals(), groups, new Scores(masks, biases, isCausal));
    var out = example.run(inputs);
    assertThat(array(out, "y").shape()).containsExactly(2, 4, 3, 3);
    assertClose(numbers(out, "y"), wanted, 1e-10);
    var run = Example.runtime(worker, example.optimized(worker), inputs);
    assertClose(numbers(run, "y"), wanted, 1e-5);
  }

  /** What the last place holds does not reach the others, whose rows of the mask leave it out. */
  @ParameterizedTest
  @CsvSource({"4", "2", "1"})
  void layersHandTheirMaskToEveryHead(int groups) {
    var example =
        Example.program(
            """
            model M {
              input x: f32[N, 3, 8]
              input m: bool[3, 3]
              output y = attention(x, 4, groups = %d, mask = m)
            }
            """
                .formatted(groups));
    var mask = Datum.Array.integers(DataType.BOOL, shape(3, 3), 1, 1, 0, 1, 1, 0, 1, 1, 1);
    var x = values.uniform(1, 3, 8);
    var other = Values.fill(x.shape(), i -> i < 16 ? x.reals()[i] : -x.reals()[i]);
    var y = numbers(example.run(Map.of("x", x, "m", mask)), "y");
    var z = numbers(example.run(Map.of("x", other, "m", mask)), "y");
    assertThat(y).hasSize(24);
    assertThat(Arrays.copyOf(z, 16)).containsExactly(Arrays.copyOf(y, 16));
    assertThat(Arrays.copyOfRange(z, 16, 24)).isNotEqualTo(Arrays.copyOfRange(y, 16, 24));
  }

  /** In half precision too, places that are masked have no share, and rows of nothing else are means. */
  @Test
  void halfPrecisionMasksWithoutOverflow() {
    var example =
        Example.program(
            """
            model M {
              input x: f32[1, 1, 3, 4]
              input m: bool[3, 3]
              h = cast(x * 100.0, f16)
              output y = cast(scaled_dot_product(h, h, h, mask = m), f32)
            }
            """);
    var x = values.uniform(1, 1, 3, 4);
    var mask = Datum.Array.integers(DataType.BOOL, shape(3, 3), 0, 0, 1, 0, 0, 0, 0, 1, 0);
    var run = Example.runtime(worker, example.optimized(worker), Map.of("x", x, "m", mask));
    var y = numbers(run, "y");
    for (int f = 0; f < 4; f++) {
      int feature = f;
      double mean =
          IntStream.range(0, 3).mapToDouble(i -> 100 * x.reals()[4 * i + feature]).sum() / 3;
      var error = Offset.offset(100.0 / 512);
      assertThat(y[f]).isCloseTo(100 * x.reals()[8 + f], error);
      assertThat(y[4 + f]).isCloseTo(mean, error);
      assertThat(y[8 + f]).isCloseTo(100 * x.reals()[4 + f], error);
    }
  }

  @ParameterizedTest
  @CsvSource({"f16,-65504", "f32,-3.4028234663852886e38", "f64,-1.7976931348623157e308"})
  void theLowestFloatIsFinite(String kind, double expected) {
    var example = StandardLibraryTest.expression(kind + "[1]", "min(x, lowest(" + kind + "))");
    var type =
        switch (kind) {
          case "f16" -> DataType.FLOAT16;
          case "f32" -> DataType.FLOAT;
          default -> DataType.DOUBLE;
        };
    var x = Datum.Array.reals(type, shape(1), new double[] {0});
    assertThat(numbers(example.run(Map.of("x", x)), "y")).containsExactly(expected);
  }

  @Test
  void theLowestWholeNumberIsThatOfItsType() {
    var example =
        StandardLibraryTest.model(
            "i64[1]",
            """
              output y = x + tensor([lowest(i64), lowest(i32), lowest(i16), lowest(i8), lowest(u8)])
            """);
    var out = example.run(Map.of("x", Values.integers(shape(1), 0)));
    assertThat(array(out, "y").integers())
        .containsExactly(Long.MIN_VALUE, Integer.MIN_VALUE, Short.MIN_VALUE, Byte.MIN_VALUE, 0);
  }

  /** All gates are equal where the input is zero; cos(0) is one for every hidden feature. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void equalGatesChooseAsManyExpertsAsOthers(int top) {
    var example =
        StandardLibraryTest.expression(
            "f32[1, 2]",
            "mixture_of_experts(x, experts = 4, width = 5, top = %d, activation = v => cos(v))"
                .formatted(top));
    var down = Weights.of(example).get("y.down");
    var wanted = new double[2];
    for (int i = 0; i < 10 * top; i++) {
      wanted[i % 2] += down[i] / top;
    }
    var x = Values.reals(shape(1, 2), 0, 0);
    assertClose(numbers(example.run(Map.of("x", x)), "y"), wanted, 1e-7);
    var run = Example.runtime(worker, example.optimized(worker), Map.of("x", x));
    assertClose(numbers(run, "y"), wanted, 1e-5);
  }
}
