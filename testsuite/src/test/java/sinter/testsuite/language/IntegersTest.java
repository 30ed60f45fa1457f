package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import sinter.ir.Model;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;

/** Integers of the language: how they divide, how wide they are, and which element type they take. */
class IntegersTest {
  private static final long[] X = {-7, -6, -1, 0, 1, 7, 8};

  private static Model model(String body) {
    return Programs.model("model Net {\n  input x: i64[N]\n" + body.indent(2) + "}\n");
  }

  private static long[] integers(String body) {
    try (var model = model(body)) {
      var x = Datum.Array.integers(DataType.INT64, new long[] {X.length}, X);
      var y = Networks.run(model, Map.of("x", x)).get("y");
      return ((Datum.Array) Objects.requireNonNull(y)).integers();
    }
  }

  /** The only output, which is constant. */
  private static Tensor constant(String value) {
    try (var model = model("output y = " + value + "\noutput z = x")) {
      var result = model.main().body().result(0);
      var node = Objects.requireNonNull(result.def());
      return Objects.requireNonNull(
          result.constant() instanceof Tensor t ? t : node.in(0).constant());
    }
  }

  @Test
  void tensorsDivideRoundingDownAsKnownNumbersDo() {
    for (long by : List.of(3L, -3L)) {
      assertThat(integers("output y = x / " + by))
          .containsExactly(LongStream.of(X).map(v -> Math.floorDiv(v, by)).toArray());
      assertThat(integers("output y = x % " + by))
          .containsExactly(LongStream.of(X).map(v -> Math.floorMod(v, by)).toArray());
    }
    assertThat(integers("output y = div(x, 3)"))
        .containsExactly(LongStream.of(X).map(v -> v / 3).toArray());
  }

  @Test
  void sizesThatOnlyTheRunKnowsDivideRoundingDown() {
    assertThat(integers("output y = x * 0 + (4 - N) / -2")).containsOnly(Math.floorDiv(-3, -2));
    assertThat(integers("output y = x * 0 + N / (0 - 2)")).containsOnly(Math.floorDiv(7, -2));
    assertThat(integers("output y = x * 0 + N % (0 - 2)")).containsOnly(Math.floorMod(7, -2));
  }

  @Test
  void whatCannotBeNegativeIsDividedAtOnce() {
    try (var model = model("output y = x[arange(6) / 2]")) {
      var ops = model.allNodes().stream().map(n -> n.op().getClass().getSimpleName()).toList();
      assertThat(ops).contains("Div").doesNotContain("Mod", "Sub");
    }
  }

  @Test
  void unsignedTensorsHoldAll64Bits() {
    assertThat(constant("tensor([18446744073709551615, 1], u64)").longs()).containsExactly(-1L, 1L);
    assertThat(constant("tensor(0xffffffffffffffff)").dtype()).isEqualTo(DType.U64);
    assertThat(constant("full([2], 18446744073709551615, u64)").longs()).containsExactly(-1L, -1L);
    assertThat(constant("tensor(-9223372036854775808)").longs()).containsExactly(Long.MIN_VALUE);
    assertThat(constant("tensor([18446744073709551615], f64)").doubles()).containsExactly(0x1p64);
  }

  @Test
  void numbersTakeTheElementTypeThatTheirPlaceAsksFor() {
    try (var model =
        model(
            """
            f = cast(x, f32)
            output c = compress(f, [true, false], axis = 0)
            output r = range(0, f[0], 1)
            output q = quantize_linear(f, 0.5, 3)
            output s = quantize_linear(f, 1, -3)
            output d = dequantize_linear(quantize_linear(f, 0.5, tensor(0, i8)), 1, 3)
            """)) {
      var types =
          model.main().body().resultValues().stream().map(v -> v.tensorType().dtype()).toList();
      assertThat(types).containsExactly(DType.F32, DType.F32, DType.U8, DType.I8, DType.F32);
      var operands =
          model.allNodes().stream()
              .filter(n -> n.op().getClass().getSimpleName().equals("Compress"))
              .map(n -> n.in(1).tensorType().dtype())
              .toList();
      assertThat(operands).containsExactly(DType.BOOL);
    }
  }
}
