package sinter.frontend.language.decompile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.DimStructure;

/** Numbers, texts and extents as they are written in a program. */
final class Literals {
  /** Elements of the longest default of an input. */
  private static final int MOST_NESTED = 64;

  private Literals() {}

  /** The shortest text that is read as {@code value} again; there is no literal for what is not finite. */
  static String real(float value) {
    return Float.isFinite(value) ? plain(Float.toString(value)) : real((double) value);
  }

  static String real(double value) {
    if (Double.isNaN(value)) {
      return "sqrt(-1.0)";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "-log(0.0)" : "log(0.0)";
    }
    return plain(Double.toString(value));
  }

  private static String plain(String text) {
    if (!text.contains("E")) {
      return text;
    }
    var exact = new BigDecimal(text).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 9) {
      var digits = exact.toPlainString();
      return digits.contains(".") ? digits : digits + ".0";
    }
    return text.toLowerCase(Locale.ROOT).replace(".0e", "e");
  }

  static String real(DType dtype, double value) {
    return dtype == DType.F32 ? real((float) value) : real(value);
  }

  /** The text as a string; null when the language cannot write it. */
  static @Nullable String string(Bytes bytes) {
    return bytes.isText() ? string(bytes.text()) : null;
  }

  static @Nullable String string(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\', '{', '}' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            return null;
          }
          out.append(c);
        }
      }
    }
    return out.append('"').toString();
  }

  /**
   * The extent; symbols are written with the names that {@code names} gives them. Null when it cannot be
   * written.
   */
  static @Nullable String dim(Dim dim, Names.Symbols names) {
    return switch (DimStructure.of(dim)) {
      case DimStructure.Unknown _ -> null;
      case DimStructure.Constant(long value) -> Long.toString(value);
      case DimStructure.Symbol(var name) -> names.of(name);
      case DimStructure.Sum(var parts) -> joined(parts, " + ", names);
      case DimStructure.Product(var parts) -> joined(parts, " * ", names);
      case DimStructure.Quotient(var a, var b) -> joined(List.of(a, b), " / ", names);
      case DimStructure.Remainder(var a, var b) -> joined(List.of(a, b), " % ", names);
      case DimStructure.Least(var parts) -> call("min", parts, names);
      case DimStructure.Greatest(var parts) -> call("max", parts, names);
    };
  }

  private static @Nullable String joined(List<Dim> parts, String sign, Names.Symbols names) {
    var words = new ArrayList<String>();
    for (var p : parts) {
      var text = dim(p, names);
      if (text == null) {
        return null;
      }
      boolean isPlain = text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
      boolean isCall = text.startsWith("min(") || text.startsWith("max(");
      boolean binds = sign.equals(" + ") && DimStructure.of(p) instanceof DimStructure.Product;
      words.add(isPlain || isCall || binds ? text : "(" + text + ")");
    }
    return String.join(sign, words);
  }

  private static @Nullable String call(String name, List<Dim> parts, Names.Symbols names) {
    var words = new ArrayList<String>();
    for (var p : parts) {
      var text = dim(p, names);
      if (text == null) {
        return null;
      }
      words.add(text);
    }
    return name + "(" + String.join(", ", words) + ")";
  }

  /** The elements of {@code tensor} as texts; null when some cannot be written. */
  static @Nullable List<String> elements(Tensor tensor) {
    var out = new ArrayList<String>();
    if (tensor instanceof Tensor.Strings(_, var values)) {
      for (var v : values) {
        var text = string(v);
        if (text == null) {
          return null;
        }
        out.add(text);
      }
      return out;
    }
    var dtype = tensor.dtype();
    if (dtype.isFloat()) {
      for (double d : tensor.doubles()) {
        out.add(real(dtype, d));
      }
      return out;
    }
    if (!dtype.isInteger() && dtype != DType.BOOL) {
      return null;
    }
    for (long v : tensor.longs()) {
      out.add(
          dtype == DType.BOOL
              ? Boolean.toString(v != 0)
              : dtype == DType.U64 ? Long.toUnsignedString(v) : Long.toString(v));
    }
    return out;
  }

  /** {@code tensor} as nested lists, {@code [[1.0, 2.0]]}; null when it is empty, long, or cannot be written. */
  static @Nullable String nested(Tensor tensor) {
    if (tensor.size() == 0 || tensor.size() > MOST_NESTED) {
      return null;
    }
    var texts = elements(tensor);
    var dims = tensor.dims();
    for (int axis = dims.size() - 1; texts != null && axis >= 0; axis--) {
      texts = lists(texts, Math.toIntExact(dims.get(axis)));
    }
    return texts == null ? null : texts.getFirst();
  }

  private static List<String> lists(List<String> texts, int length) {
    var lists = new ArrayList<String>();
    for (int from = 0; from < texts.size(); from += length) {
      lists.add("[" + String.join(", ", texts.subList(from, from + length)) + "]");
    }
    return lists;
  }
}
