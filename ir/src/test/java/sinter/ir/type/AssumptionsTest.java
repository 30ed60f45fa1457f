package sinter.ir.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssumptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | ''",
        "N<=64, W%8==0, N>=1 | N>=1, N<=64, W%8==0",
        "1<=N<=32 | N>=1, N<=32",
        "N<65,N>0 | N>=1, N<=64",
        "N=4 | N==4",
        "N>=0 | ''",
        "W%8==0, W<=30, W>=3 | W>=8, W<=24, W%8==0",
        "W%4==2, W%6==0 | W>=6, W%12==6",
        "W%8==0, W>=60, W<70 | W==64",
        "\"batch size\" <= 3 | \"batch size\"<=3",
        "N%4611686018427387904==3 | N>=3, N%4611686018427387904==3",
      })
  void readsAndNormalizes(String text, String normal) {
    var assumptions = Assumptions.parse(text);
    assertThat(assumptions).hasToString(normal);
    assertThat(Assumptions.parse(normal)).isEqualTo(assumptions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "N | 1 | expected one of <= >= == < >, found the end of the text",
        "N<= | 3 | expected a number, found the end of the text",
        "N<=4 M | 5 | expected ',' or the end of the text, found 'M'",
        "N%0==0 | 2 | a remainder modulo 0 does not exist",
        "N%4==4 | 5 | no remainder modulo 4 is 4",
        "N>=4, N<=3 | 6 | no value of N satisfies this clause",
        "N<0 | 0 | no value of N satisfies this clause",
        "N%4==1, N%2==0 | 8 | no value of N satisfies this clause",
        "N%4611686018427387904==3, N%4611686018427387903==0 | 26 | no value of N satisfies this clause",
      })
  void saysWhatIsWrongAndWhere(String text, int position, String problem) {
    assertThatThrownBy(() -> Assumptions.parse(text))
        .isInstanceOfSatisfying(
            DimSyntaxException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.position()).isEqualTo(position);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W%8==0            | 13 | 16",
        "W%8==0            | 12 | 8",
        "W%8==3, W<=20     | 50 | 19",
        "W>=7              | 2  | 7",
        "W<=5              | 9  | 5",
        "W==4              | 0  | 4",
        "V<=5              | 9  | 9",
      })
  void findsTheNearestValue(String text, long value, long nearest) {
    assertThat(Assumptions.parse(text).nearest("W", value)).isEqualTo(nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W<=64              | min(W, 64)         | W",
        "W<=65              | min(W, 64)         | min(W, 64)",
        "W%8==0             | mod(W, 8)          | 0",
        "W%8==3             | mod(W, 4)          | 3",
        "W>=16, W%8==0      | max(W, 9)          | 8*floordiv(W, 8)",
        "W==4               | floordiv(W*N, 2)   | 2*N",
        "3<=W<=5            | max(W, 3)          | W",
      })
  void lawsHoldForWhatStandsInTheirPlace(String text, String dim, String simplified) {
    var assumptions = Assumptions.parse(text);
    var inside = Dim.parse(dim).substitute(assumptions.substitution(name -> name + "'"));
    var outside = inside.substitute(assumptions.restoration(name -> name + "'"));
    assertThat(outside).isEqualTo(Dim.parse(simplified));
  }
}
