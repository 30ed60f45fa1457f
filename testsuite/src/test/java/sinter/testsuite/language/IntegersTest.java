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
  void tensorsOfAllWidthsDivideRoundingDownToTheirLimits() {
    for (var type : List.of(DType.I8, DType.I16, DType.I32, DType.I64)) {
      long most = Long.MAX_VALUE >> (Long.SIZE - type.bits());
      long least = -most - 1;
      var values = new long[] {least, least + 1, -7, -6, -1, 0, 1, 6, 7, most - 1, most};
      for (long by : new long[] {least, least + 1, -3, -1, 1, 2, 3, most}) {
        // The quotient of these two is beyond the limits, and ONNX leaves open what it is.
        var x = LongStream.of(values).filter(v -> v != least || by != -1).toArray();
        var floors = LongStream.of(x).map(v -> Math.floorDiv(v, by)).toArray();
        var rests = LongStream.of(x).map(v -> Math.floorMod(v, by)).toArray();
        for (var divisor : List.of(String.valueOf(by), "by")) {
          assertThat(divided("x / " + divisor, type, x, by)).containsExactly(floors);
          assertThat(divided("x % " + divisor, type, x, by)).containsExactly(rests);
        }
      }
    }
  }

  @Test
  void unsignedTensorsDivideToTheirLimits() {
    for (var type : List.of(DType.U8, DType.U16, DType.U32)) {
      long most = -1L >>> (Long.SIZE - type.bits());
      var x = new long[] {0, 1, 6, 7, most - 1, most};
      for (long by : new long[] {1, 2, 3, most}) {
        assertThat(divided("x / " + by, type, x, by))
            .containsExactly(LongStream.of(x).map(v -> v / by).toArray());
        assertThat(divided("x % by", type, x, by))
            .containsExactly(LongStream.of(x).map(v -> v % by).toArray());
      }
    }
  }

  private static long[] divided(String value, DType type, long[] x, long by) {
    var held = DataType.valueOf(type.text().replace("i", "INT").replace("u", "UINT"));
    var inputs = "input x: %s[N]; input by: %s[]; ".formatted(type, type);
    try (var model =
        Programs.model("model Net { " + inputs + "output y = " + value + "; output z = by + x }")) {
      var y =
          Networks.run(
                  model,
                  Map.of(
                      "x", Datum.Array.integers(held, new long[] {x.length}, x),
                      "by", Datum.Array.integers(held, new long[0], new long[] {by})))
              .get("y");
      return ((Datum.Array) Objects.requireNonNull(y)).integers();
    }
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
      assertThat(ops).contains("Div").doesNotContain("Less", "Sub");
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
  void wholeFloatsBecomeTheIntegersThatTheyAre() {
    assertThat(constant("tensor([1.5e19], u64)").longs())
        .containsExactly(Long.parseUnsignedLong("15000000000000000000"));
    assertThat(constant("tensor(1.5e19, u64)").longs())
        .containsExactly(Long.parseUnsignedLong("15000000000000000000"));
    assertThat(constant("full([2], 1.5e19, u64)").longs())
        .containsOnly(Long.parseUnsignedLong("15000000000000000000"));
    assertThat(constant("full([2], -9223372036854775808.0, i64)").longs())
        .containsOnly(Long.MIN_VALUE);
    assertThat(constant("tensor([255.0, 0.0], u8)").longs()).containsExactly(255L, 0L);
  }

  @Test
  void whatIsFilledHasTheElementTypeAskedForOrElseThatOfItsValue() {
    assertThat(constant("full([2], true, f32)").dtype()).isEqualTo(DType.F32);
    assertThat(constant("full([2], true, f32)").doubles()).containsExactly(1.0, 1.0);
    assertThat(constant("full([2], false, i8)").longs()).containsExactly(0L, 0L);
    assertThat(constant("full([2], true)").dtype()).isEqualTo(DType.BOOL);
    assertThat(constant("full([2], 18446744073709551615)").dtype()).isEqualTo(DType.U64);
    try (var model = model("output a = full([N], true, f64)\noutput b = full([2], x[0], f32)\n")) {
      assertThat(model.main().body().resultValues())
          .extracting(v -> v.tensorType().dtype())
          .containsExactly(DType.F64, DType.F32);
    }
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
