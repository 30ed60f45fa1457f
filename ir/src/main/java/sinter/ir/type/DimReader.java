package sinter.ir.type;

/**
 * Reads dimensions by recursive descent.
 *
 * <pre>
 * sum    = ["-"] term { ("+" | "-") term } ;
 * term   = factor { "*" factor } ;
 * factor = number | name | "?" | "(" sum ")" | word "(" sum { "," sum } ")" ;
 * </pre>
 */
final class DimReader {
  private static final int MAX_DEPTH = 400;

  private final DimLexer in;
  private int depth;

  private DimReader(String text) {
    this.in = new DimLexer(text);
  }

  static Dim read(String text) {
    var reader = new DimReader(text);
    var dim = reader.sum();
    if (!reader.in.isAtEnd()) throw reader.in.unexpected("an operator or the end of the text");
    return dim;
  }

  private Dim sum() {
    if (++depth > MAX_DEPTH)
      throw new DimSyntaxException("the expression nests too deeply", in.position());
    var sum = term(in.accept("-"));
    while (true) {
      if (in.accept("+")) {
        sum = sum.plus(term(false));
      } else if (in.accept("-")) {
        sum = sum.plus(term(true));
      } else {
        depth--;
        return sum;
      }
    }
  }

  private Dim term(boolean isNegative) {
    var isNumber = in.isAtNumber();
    var first = isNumber ? Dim.of(in.number(isNegative)) : factor();
    var product = isNegative && !isNumber ? first.negate() : first;
    while (in.accept("*")) product = product.times(factor());
    return product;
  }

  private Dim factor() {
    if (in.isAtNumber()) return Dim.of(in.number(false));
    if (in.accept("?")) return Dim.UNKNOWN;
    if (in.accept("(")) {
      var inner = sum();
      in.expect(")");
      return inner;
    }
    if (!in.isAtName()) throw in.unexpected("a dimension");
    boolean isQuoted = in.isAt("\"");
    int start = in.position();
    var name = in.name();
    return !isQuoted && in.accept("(") ? call(name, start) : Dim.sym(name);
  }

  private Dim call(String word, int start) {
    var result = sum();
    do {
      in.expect(",");
      var operand = sum();
      result =
          switch (word) {
            case "floordiv" -> result.floorDiv(operand);
            case "ceildiv" -> result.ceilDiv(operand);
            case "mod" -> result.mod(operand);
            case "min" -> result.min(operand);
            case "max" -> result.max(operand);
            default -> throw new DimSyntaxException("unknown function '" + word + "'", start);
          };
    } while (in.isAt(",") && (word.equals("min") || word.equals("max")));
    in.expect(")");
    return result;
  }
}
