package sinter.ir.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sinter.ir.type.DType;

class ScalarsTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STRING", "C64", "C128"})
  void everyElementReadsBackAsItsBits(DType dtype) {
    int width = dtype.bits();
    long mask = width == Long.SIZE ? -1L : (1L << width) - 1;
    var random = new SplittableRandom(17);
    int count = width <= 16 ? 1 << width : 100_000;
    for (int i = 0; i < count; i++) {
      long bits = width <= 16 ? i : random.nextLong() & mask;
      var text = Scalars.text(dtype, bits);
      assertThat(Scalars.bits(dtype, text)).as("%s of seed 17: %s", dtype, text).isEqualTo(bits);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0x3dcccccd, 0.1",
    "F32, 0x80000000, -0.0",
    "F32, 0x7fc00000, nan",
    "F32, 0x7fc00001, 0x7fc00001",
    "F32, 0xff800000, -inf",
    "F32, 0x1, 1.4e-45",
    "F64, 0x3fb999999999999a, 0.1",
    "F16, 0x2e66, 0.1",
    "F16, 0x7bff, 65500.0",
    "BF16, 0x3dcd, 0.1",
    "F8E4M3FN, 0x7e, 450.0",
    "F8E4M3FN, 0x7f, nan",
    "F8E4M3FNUZ, 0x80, nan",
    "F8E8M0, 0x7f, 1.0",
    "F4E2M1, 0x8, -0.0",
    "I4, 0xf, -1",
    "U4, 0xf, 15",
    "I2, 0x2, -2",
    "U64, 0xffffffffffffffff, 18446744073709551615",
    "I64, 0x8000000000000000, -9223372036854775808",
    "BOOL, 0x1, true",
    "BOOL, 0x2, 0x2",
  })
  void theTextIsTheShortestThatReadsBack(DType dtype, String bits, String text) {
    assertThat(Scalars.text(dtype, Long.parseUnsignedLong(bits.substring(2), 16))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "U8, 256, 'expected a value of u8, found 256'",
    "U8, -1, 'expected a value of u8, found -1'",
    "I4, 8, 'expected a value of i4, found 8'",
    "I64, 9223372036854775808, 'expected a value of i64, found 9223372036854775808'",
    "I64, 1.0, 'expected an integer, found 1.0'",
    "F32, one, 'expected a number, found one'",
    "F32, 1e39, 'expected a value of f32, found 1e39'",
    "F8E4M3FN, inf, 'expected a value of f8e4m3fn, found inf'",
    "F4E2M1, nan, 'expected a value of f4e2m1, found nan'",
    "F16, 0x10000, 'expected the bits of one f16, found 0x10000'",
    "BOOL, 1, 'expected true or false, found 1'",
    "STRING, a, 'expected a string, found a'",
  })
  void whatIsNoElementIsRefused(DType dtype, String text, String message) {
    assertThatThrownBy(() -> Scalars.bits(dtype, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void quotedStringsReadBack() {
    for (var text :
        new String[] {
          "", "a\"b\\c", "\n\r\t\u0001\u007f", "größe", "\ud83d\ude00", "\ud83d", "\udc00x"
        }) {
      assertThat(Quoted.read(Quoted.of(text))).isEqualTo(text);
      assertThat(Quoted.of(text)).doesNotContain("\n").doesNotContain("\ud83d\"");
    }
    assertThatThrownBy(() -> Quoted.read("\"\\x\"")).hasMessage("unknown escape '\\x'");
    assertThatThrownBy(() -> Quoted.read("\"\\u12\""))
        .hasMessage("the escape needs four hexadecimal digits");
  }
}
