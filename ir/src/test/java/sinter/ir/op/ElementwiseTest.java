package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.known;
import static sinter.ir.op.Typed.t;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Comparison.Equal;
import sinter.ir.op.Comparison.Greater;
import sinter.ir.op.Comparison.LessOrEqual;
import sinter.ir.op.Comparison.Where;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.op.Conversion.Clip;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Max;
import sinter.ir.op.Elementwise.Mod;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Pow;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Elementwise.Sum;
import sinter.ir.op.Logic.BitShift;
import sinter.ir.op.Logic.Or;
import sinter.ir.op.Unary.Neg;
import sinter.ir.op.Unary.Round;
import sinter.ir.op.Unary.Sqrt;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

class ElementwiseTest {
  private static Tensor ints(DType dtype, long... values) {
    return Tensor.ofLongs(dtype, List.of((long) values.length), values);
  }

  private static Tensor floats(DType dtype, double... values) {
    return Tensor.ofDoubles(dtype, List.of((long) values.length), values);
  }

  @Test
  void operandsBroadcastAndAgreeInElementType() {
    assertThat(Typed.of(new Add(), 1, f32("N", 3, 1), f32(3, "W")).type())
        .isEqualTo("f32[N, 3, W]");
    assertThat(Typed.of(new Max(), 1, f32(2, 1), f32("S"), f32(1, "S")).type())
        .isEqualTo("f32[2, S]");
    assertThat(Typed.of(new Add(), 1, f32(2, 3), f32(4, 3)).messages())
        .isEqualTo("shape-mismatch: f32[4, 3] does not broadcast with f32[2, 3]");
    assertThat(Typed.of(new Add(), 1, f32(2), t(DType.I64, 2)).messages())
        .isEqualTo("dtype-mismatch: element type of i64[2] is not that of f32[2]");
    assertThat(Typed.of(new Pow(), 1, f32(2), t(DType.I64, 2)).type()).isEqualTo("f32[2]");
  }

  @Test
  void oneDimensionThatNeverExceedsTheOtherGivesWay() {
    assertThat(Typed.of(new Add(), 1, f32("S"), f32("min(S, 100)")).type()).isEqualTo("f32[S]");
    assertThat(Typed.of(new Add(), 1, f32("S"), f32("min(S, T)")).type()).isEqualTo("f32[?]");
    assertThat(Typed.of(new Add(), 1, f32("S"), f32("T")).type()).isEqualTo("f32[?]");
  }

  @Test
  void relationsGiveBooleans() {
    assertThat(Typed.of(new Equal(), 1, f32("N", 1), f32(4)).type()).isEqualTo("bool[N, 4]");
    assertThat(
            Typed.of(new Where(), 1, t(DType.BOOL, 3), t(DType.STRING), t(DType.STRING, 1)).type())
        .isEqualTo("str[3]");
  }

  @Test
  void arithmeticOnDimensionsIsFollowed() {
    assertThat(Typed.of(new Add(), 1, known("N", 3), known(1)).contents()).isEqualTo("[N+1, 4]");
    assertThat(Typed.of(new Sub(), 1, known("N", 3), known("N", "?")).contents())
        .isEqualTo("[0, ?]");
    assertThat(Typed.of(new Mul(), 1, known("N"), Tensor.scalar(4)).contents()).isEqualTo("[4*N]");
    assertThat(Typed.of(new Div(), 1, known("N*M", -7, "N-1"), known("M", 2, 2)).contents())
        .isEqualTo("[N, -3, ?]");
    assertThat(Typed.of(new Mod(false), 1, known(-7, 7), known(3)).contents()).isEqualTo("[2, 1]");
    assertThat(Typed.of(new Mod(true), 1, known(-7, 7), known(3)).contents()).isEqualTo("[-1, 1]");
    assertThat(Typed.of(new Div(), 1, known("N"), known(0)).contents()).isEqualTo("[?]");
    assertThat(Typed.of(new Neg(), 1, known("N")).contents()).isEqualTo("[-N]");
    assertThat(Typed.of(new Max(), 1, known("N"), known(0)).contents()).isEqualTo("[N]");
  }

  @Test
  void relationsOfDimensionsAreDecidedWhereTheyCanBe() {
    assertThat(Typed.of(new Equal(), 1, known("N", "N", "2*N"), known("N", "N+1", 3)).contents())
        .isEqualTo("[1, 0, 0]");
    assertThat(Typed.of(new Greater(), 1, known("N+1", "N", "N"), known("N", "N", 3)).contents())
        .isEqualTo("[1, 0, ?]");
    assertThat(Typed.of(new LessOrEqual(), 1, known(0, "N"), known("N", -1)).contents())
        .isEqualTo("[1, 0]");
  }

  @Test
  void aChoiceIsFollowedAsFarAsItsConditionIsKnown() {
    assertThat(
            Typed.of(new Where(), 1, ints(DType.BOOL, 1, 0), known("N", 1), known("M", 2))
                .contents())
        .isEqualTo("[N, 2]");
    assertThat(Typed.of(new Where(), 1, t(DType.BOOL, 2), known("N", 1), known("N", 2)).contents())
        .isEqualTo("[N, ?]");
  }

  @Test
  void constantsThatOverflowAreUnknown() {
    assertThat(Typed.of(new Cast(DType.I32), 1, known(7, "N", "2147483648")).contents())
        .isEqualTo("[7, N, ?]");
    assertThat(Typed.of(new Cast(DType.I8), 1, known(127, 128, "N")).contents())
        .isEqualTo("[127, ?, ?]");
    assertThat(Typed.of(new Cast(DType.BOOL), 1, known(0, 5, "N")).contents())
        .isEqualTo("[0, 1, ?]");
  }

  @Test
  void wholeNumbersAreFollowedThroughFloats() {
    var n = Typed.of(new Cast(DType.F32), 1, known("N", 1 << 25));
    assertThat(n.contents()).isEqualTo("[N, ?]");
    assertThat(Typed.of(new Mul(), 1, floats(DType.F32, 3), floats(DType.F32, 2)).contents())
        .isEqualTo("[6]");
    assertThat(Typed.of(new Div(), 1, floats(DType.F32, 7, 6), floats(DType.F32, 2)).contents())
        .isEqualTo("[?, 3]");
    assertThat(Typed.of(new Add(), 1, floats(DType.F32, 0.5), floats(DType.F32, 2)).contents())
        .isEqualTo("nothing");
    assertThat(Typed.of(new Unary.Floor(), 1, floats(DType.F32, 2)).contents()).isEqualTo("[2]");
    assertThat(Typed.of(new Cast(DType.F16), 1, known("N")).contents()).isEqualTo("nothing");
  }

  @Test
  void floatsRoundOnceToTheirElementType() {
    float tenth = 0.1f;
    var sum = Typed.of(new Add(), 1, floats(DType.F32, tenth), floats(DType.F32, 0.2f)).value();
    assertThat(sum.doubleAt(0)).isEqualTo(0.1f + 0.2f);
    var third = Typed.of(new Div(), 1, floats(DType.F16, 1), floats(DType.F16, 3)).value();
    assertThat(third.doubleAt(0)).isEqualTo(0.333251953125);
    assertThat(Typed.of(new Sqrt(), 1, floats(DType.F32, 2)).value().doubleAt(0))
        .isEqualTo((float) Math.sqrt(2));
    assertThat(Typed.of(new Round(), 1, floats(DType.F64, 0.5, 1.5, -2.5)).value().doubles())
        .containsExactly(0, 2, -2);
  }

  @Test
  void sumsAreRoundedAfterEachOperand() {
    var parts = floats(DType.F32, 1 << 24);
    var one = floats(DType.F32, 1);
    assertThat(Typed.of(new Sum(), 1, parts, one, one).value().doubleAt(0)).isEqualTo(1 << 24);
  }

  @Test
  void integersWrapAndDivideTowardsZero() {
    assertThat(Typed.of(new Add(), 1, ints(DType.I8, 127), ints(DType.I8, 1)).value().longs())
        .containsExactly(-128L);
    assertThat(Typed.of(new Sub(), 1, ints(DType.U8, 0), ints(DType.U8, 1)).value().longs())
        .containsExactly(255L);
    assertThat(Typed.of(new Div(), 1, ints(DType.I32, -7, 7), ints(DType.I32, 2)).value().longs())
        .containsExactly(-3L, 3L);
    assertThat(Typed.of(new Div(), 1, ints(DType.U64, -2), ints(DType.U64, 2)).value().longs())
        .containsExactly(Long.MAX_VALUE);
    assertThat(Typed.of(new Div(), 1, ints(DType.I32, 1), ints(DType.I32, 0)).hasValue()).isFalse();
    assertThat(Typed.of(new Max(), 1, ints(DType.U64, -1), ints(DType.U64, 1)).value().longs())
        .containsExactly(-1L);
    var shift = new BitShift(BitShift.Direction.RIGHT);
    assertThat(Typed.of(shift, 1, ints(DType.U16, 0x8000), ints(DType.U16, 15)).value().longs())
        .containsExactly(1L);
  }

  @Test
  void castsThatCompilersDisagreeOnHaveNoValue() {
    var to = new Cast(DType.I32);
    assertThat(Typed.of(to, 1, floats(DType.F32, -1.9, 1.9)).value().longs())
        .containsExactly(-1L, 1L);
    assertThat(Typed.of(to, 1, floats(DType.F32, 3e9)).hasValue()).isFalse();
    assertThat(Typed.of(to, 1, floats(DType.F32, Double.NaN)).hasValue()).isFalse();
    assertThat(Typed.of(to, 1, ints(DType.I64, (1L << 32) + 5)).value().longs())
        .containsExactly(5L);
    assertThat(Typed.of(new Cast(DType.F32), 1, ints(DType.I64, (1L << 53) + 1)).hasValue())
        .isFalse();
    assertThat(
            Typed.of(new Cast(DType.F32), 1, ints(DType.I64, (1L << 24) + 1)).value().doubleAt(0))
        .isEqualTo(1 << 24);
    assertThat(Typed.of(new Cast(DType.BOOL), 1, floats(DType.F32, 0.5, 0, -0.0)).value().longs())
        .containsExactly(1L, 0L, 0L);
    assertThat(
            Typed.of(new Cast(DType.F16), 1, floats(DType.F64, 1 + 0x1p-11 + 0x1p-40)).hasValue())
        .isFalse();
  }

  @Test
  void splatsStaySplats() {
    var two = Tensor.splat(DType.F32, List.of(1000L, 1000L, 1000L), 2);
    var sum = Typed.of(new Add(), 1, two, Tensor.scalar(DType.F32, 0.5)).value();
    assertThat(sum).isEqualTo(Tensor.splat(DType.F32, List.of(1000L, 1000L, 1000L), 2.5));
    var yes = Tensor.splat(DType.BOOL, List.of(1L), 1);
    assertThat(Typed.of(new Where(), 1, yes, two, floats(DType.F32, 7)).value()).isEqualTo(two);
    assertThat(Typed.of(new Or(), 1, yes, yes).value()).isEqualTo(yes);
  }

  @Test
  void notANumberIsLeftToOthersWhereTheyDisagree() {
    var x = floats(DType.F32, Double.NaN, 1);
    assertThat(Typed.of(new Max(), 1, x, floats(DType.F32, 0)).hasValue()).isFalse();
    assertThat(Typed.of(new Equal(), 1, x, x).value().longs()).containsExactly(0L, 1L);
  }

  @Test
  void limitsMayBeAbsent() {
    var x = floats(DType.F32, -2, 0.5, 9);
    var least = Tensor.scalar(DType.F32, 0);
    var most = Tensor.scalar(DType.F32, 6);
    assertThat(Typed.of(new Clip(), 1, x, least, most).value().doubles())
        .containsExactly(0, 0.5, 6);
    assertThat(Typed.of(new Clip(), 1, x, null, most).value().doubles())
        .containsExactly(-2, 0.5, 6);
    assertThat(
            Typed.of(new Clip(), 1, known("N+5", 9), Tensor.scalar(3), Tensor.scalar(7)).contents())
        .isEqualTo("[min(N+5, 7), 7]");
  }

  @Test
  void onesToAnyPowerAreOne() {
    var ones = floats(DType.F32, 1, 1, 1, -1, -1, -1);
    var inf = Double.POSITIVE_INFINITY;
    var powers = floats(DType.F32, inf, -inf, Double.NaN, inf, -inf, 3);
    assertThat(Typed.of(new Pow(), 1, ones, powers).value().doubles())
        .containsExactly(1, 1, 1, 1, 1, -1);
    var minus = floats(DType.F32, -1);
    assertThat(Typed.of(new Pow(), 1, minus, floats(DType.F32, Double.NaN)).value().doubles())
        .containsExactly(Double.NaN);
  }

  @Test
  void clipTakesOneLimitOfEachKind() {
    assertThat(Typed.of(new Clip(), 1, f32(4), floats(DType.F32)).messages())
        .isEqualTo("shape-mismatch: f32[0] where a single number is expected");
    assertThat(Typed.of(new Clip(), 1, f32(4), null, floats(DType.F32, 1, 2)).messages())
        .isEqualTo("shape-mismatch: f32[2] where a single number is expected");
    assertThat(Typed.of(new Clip(), 1, f32(4), floats(DType.F32, 1)).messages()).isEmpty();
  }
}
