package sinter.ir.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimTest {
  private static final Dim N = Dim.sym("N");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "1+N*2 | 2*N+1",
        "S*B*64 | 64*B*S",
        "N-N | 0",
        "(N+1)*(N-1) | N*N-1",
        "0*? | 0",
        "?+1 | ?",
        "floordiv(2*N+3, 2) | N+1",
        "floordiv(N+2, 2) | floordiv(N, 2)+1",
        "floordiv(floordiv(N, 2), 3) | floordiv(N, 6)",
        "floordiv(floordiv(N-1, 2)+1, 2) | floordiv(N+1, 4)",
        "floordiv(2*N+1, 4) | floordiv(N, 2)",
        "floordiv(N*M, M) | N",
        "floordiv(6*N, 4*N*M) | floordiv(3, 2*M)",
        "floordiv(N, -2) | -N+floordiv(N, 2)",
        "ceildiv(N, 2) | floordiv(N+1, 2)",
        "mod(4*N+6, 4) | 2",
        "mod(4*N+6, 8) | 4*mod(N+1, 2)+2",
        "mod(mod(N, 8), 4) | mod(N, 4)",
        "ceildiv(N, N) | 1",
        "floordiv(-1, N) | -1",
        "mod(N, N+1) | N",
        "floordiv(N, N+1) | 0",
        "mod(N, 1) | 0",
        "floordiv(N, 0) | ?",
        "min(N, M, N) | min(M, N)",
        "min(N, N+1) | N",
        "max(N, 0) | N",
        "max(N, max(1, M)) | max(M, N, 1)",
        "max(1, 3) | 3",
        "min(max(N, 1), -1) | -1",
        "9223372036854775807+1 | ?",
        "-9223372036854775808 | -9223372036854775808",
        "-9223372036854775808*N | -9223372036854775808*N",
      })
  void readsAndNormalizes(String text, String normal) {
    assertThat(Dim.parse(text)).hasToString(normal).isEqualTo(Dim.parse(normal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | 0 | expected a dimension, found the end of the text",
        "N+ | 2 | expected a dimension, found the end of the text",
        "N M | 2 | expected an operator or the end of the text, found 'M'",
        "sqrt(N, 2) | 0 | unknown function 'sqrt'",
        "mod(N) | 5 | expected ',', found ')'",
        "mod(N, 2, 3) | 8 | expected ')', found ','",
        "\"N | 0 | the name that starts here does not end",
        "\"a\\q\" | 0 | unknown escape '\\q'",
        "1+9223372036854775808 | 2 | the number does not fit 64 bits",
      })
  void saysWhatIsWrongWithATextAndWhere(String text, int position, String problem) {
    assertThatThrownBy(() -> Dim.parse(text))
        .isInstanceOfSatisfying(
            DimSyntaxException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.position()).isEqualTo(position);
            });
  }

  @Test
  void refusesToNestWithoutEnd() {
    assertThatThrownBy(() -> Dim.parse("(".repeat(100_000)))
        .isInstanceOf(DimSyntaxException.class)
        .hasMessageContaining("nests too deeply");
  }

  @Test
  void anyStringNamesASymbol() {
    for (var name :
        List.of(
            "",
            "?",
            "min",
            "batch-size",
            "a\"b\\c\n\u0001",
            "größe",
            "\ud83d\ude00",
            "\ud83d",
            "1")) {
      var dim = Dim.sym(name).plus(Dim.ONE);
      assertThat(Dim.parse(dim.toString())).isEqualTo(dim);
      assertThat(dim.symbols()).containsExactly(name);
    }
  }

  @Test
  void theUnknownIsEqualToItselfButNotTheSame() {
    assertThat(Dim.UNKNOWN).isEqualTo(Dim.parse("?"));
    assertThat(Dim.same(Dim.UNKNOWN, Dim.UNKNOWN)).isFalse();
    assertThat(Dim.differ(Dim.UNKNOWN, Dim.ONE)).isFalse();
    assertThat(Dim.UNKNOWN.isConst()).isFalse();
    assertThat(Dim.UNKNOWN.plus(N).isKnown()).isFalse();
    assertThat(Dim.UNKNOWN.times(Dim.ZERO)).isEqualTo(Dim.ZERO);
    assertThat(Dim.UNKNOWN.evaluate(Map.of())).isNull();
    assertThat(Dim.UNKNOWN.divideExactly(N)).isNull();
    assertThatThrownBy(Dim.UNKNOWN::constant).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void provesDifferences() {
    assertThat(Dim.differ(Dim.parse("2*N"), Dim.parse("2*M+1"))).isTrue();
    assertThat(Dim.differ(N, N.plus(Dim.ONE))).isTrue();
    assertThat(Dim.differ(Dim.parse("mod(N, 4)"), Dim.of(4))).isTrue();
    assertThat(Dim.differ(N, Dim.parse("M"))).isFalse();
    assertThat(Dim.differ(N, Dim.ZERO, Assumptions.parse("N>0"))).isTrue();
    assertThat(Dim.differ(N, Dim.of(13), Assumptions.parse("N%8==0"))).isTrue();
  }

  @Test
  void provesEqualityUnderAssumptions() {
    var eights = Assumptions.parse("W%8==0");
    assertThat(Dim.same(Dim.parse("floordiv(W, 8)*8"), Dim.parse("W"), eights)).isTrue();
    assertThat(Dim.same(Dim.parse("floordiv(W+7, 8)"), Dim.parse("floordiv(W, 8)"), eights))
        .isTrue();
    assertThat(Dim.same(Dim.parse("max(N, 1)"), N, Assumptions.parse("N>=1"))).isTrue();
    assertThat(Dim.same(Dim.parse("max(N, 1)"), N)).isFalse();
    assertThat(Dim.parse("W*N").isMultipleOf(4, eights)).isTrue();
    assertThat(Dim.parse("W+2").isMultipleOf(4, eights)).isFalse();
  }

  @Test
  void dividesExactly() {
    assertThat(Dim.parse("B*S*64").divideExactly(Dim.of(64))).isEqualTo(Dim.parse("B*S"));
    assertThat(Dim.parse("N*H*W").divideExactly(N)).isEqualTo(Dim.parse("H*W"));
    assertThat(Dim.parse("N*N-1").divideExactly(Dim.parse("N+1"))).isEqualTo(Dim.parse("N-1"));
    assertThat(Dim.parse("N-mod(N, 4)").divideExactly(Dim.of(4)))
        .isEqualTo(Dim.parse("floordiv(N, 4)"));
    assertThat(Dim.parse("6*N").divideExactly(Dim.of(4))).isNull();
    assertThat(N.divideExactly(Dim.ZERO)).isNull();
    assertThat(Dim.ZERO.divideExactly(N)).isEqualTo(Dim.ZERO);
  }

  @Test
  void evaluationIsNullWhereThereIsNoValue() {
    assertThat(N.evaluate(Map.of())).isNull();
    assertThat(Dim.parse("floordiv(M, N)").evaluate(Map.of("N", 0L, "M", 1L))).isNull();
    assertThat(N.times(N).evaluate(Map.of("N", Long.MAX_VALUE))).isNull();
    assertThat(Dim.parse("floordiv(M, N)").evaluate(Map.of("N", 2L, "M", 7L))).isEqualTo(3);
  }

  @Test
  void outgrownExpressionsAreUnknown() {
    var sum = Dim.ZERO;
    for (var i = 0; i < Dim.MAX_TERMS; i++) sum = sum.plus(Dim.sym("s" + i));
    assertThat(sum.isKnown()).isTrue();
    assertThat(sum.plus(N).isKnown()).isFalse();
    assertThat(sum.times(sum).isKnown()).isFalse();

    var power = Dim.ONE;
    for (var i = 0; i < 1000; i++) power = power.times(N);
    assertThat(power.isKnown()).isFalse();

    var nested = N;
    for (var i = 0; i < 10_000; i++)
      nested = nested.floorDiv(Dim.sym("M" + i)).max(Dim.sym("K" + i));
    assertThat(nested.isKnown()).isFalse();

    var doubling = N;
    for (var i = 0; i < 200; i++)
      doubling = doubling.min(Dim.sym("a")).times(doubling.max(Dim.sym("b")));
    assertThat(doubling.isKnown()).isFalse();
  }

  @Test
  void boundsFollowTheSymbols() {
    assertThat(N.lowerBound(Assumptions.NONE)).isZero();
    assertThat(N.upperBound(Assumptions.NONE)).isEqualTo(Long.MAX_VALUE);
    assertThat(N.minus(Dim.ONE).lowerBound(Assumptions.NONE)).isEqualTo(-1);
    assertThat(Dim.parse("10-2*N").lowerBound(Assumptions.parse("N<=4"))).isEqualTo(2);
    assertThat(Dim.parse("floordiv(N, M)").upperBound(Assumptions.parse("N<=64, M>=4")))
        .isEqualTo(16);
    assertThat(Dim.parse("mod(N-3, M)").upperBound(Assumptions.parse("M<=4"))).isEqualTo(3);
    assertThat(Dim.of(Long.MAX_VALUE).minus(N).lowerBound(Assumptions.NONE))
        .isEqualTo(Long.MIN_VALUE);
  }
}
