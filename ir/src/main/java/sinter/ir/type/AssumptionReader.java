package sinter.ir.type;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.Assumptions.Fact;

/**
 * Reads assumptions.
 *
 * <pre>
 * list   = [ clause { "," clause } ] ;
 * clause = number cmp name [ cmp number ] | name cmp number | name "%" number ("==" | "=") number ;
 * </pre>
 */
final class AssumptionReader {
  private final DimLexer in;
  private final TreeMap<String, Fact> facts = new TreeMap<>();

  AssumptionReader(String text) {
    this.in = new DimLexer(text);
  }

  Assumptions read() {
    if (in.isAtEnd()) return Assumptions.NONE;
    do {
      clause();
    } while (in.accept(","));
    if (!in.isAtEnd()) throw in.unexpected("',' or the end of the text");
    return new Assumptions(facts);
  }

  private void clause() {
    int start = in.position();
    if (in.isAtNumber()) {
      long number = in.number(false);
      var comparison = comparison();
      var name = in.name();
      add(name, bounds(mirrored(comparison), number), start);
      if (isAtComparison()) add(name, bounds(comparison(), in.number(false)), start);
      return;
    }
    if (!in.isAtName()) throw in.unexpected("a symbol or a number");
    var name = in.name();
    if (!in.accept("%")) {
      add(name, bounds(comparison(), in.number(false)), start);
      return;
    }
    int modulusAt = in.position();
    long modulus = in.number(false);
    if (modulus == 0)
      throw new DimSyntaxException("a remainder modulo 0 does not exist", modulusAt);
    if (!in.accept("==")) in.expect("=");
    int residueAt = in.position();
    long residue = in.number(false);
    if (residue >= modulus)
      throw new DimSyntaxException("no remainder modulo " + modulus + " is " + residue, residueAt);
    add(name, Fact.tightened(0, Long.MAX_VALUE, modulus, residue), start);
  }

  private boolean isAtComparison() {
    return Assumptions.COMPARISONS.stream().anyMatch(in::isAt);
  }

  private String comparison() {
    for (var word : Assumptions.COMPARISONS) {
      if (in.accept(word)) return word;
    }
    throw in.unexpected("one of <= >= == < >");
  }

  private static String mirrored(String comparison) {
    return switch (comparison) {
      case "<=" -> ">=";
      case ">=" -> "<=";
      case "<" -> ">";
      case ">" -> "<";
      default -> comparison;
    };
  }

  private static @Nullable Fact bounds(String comparison, long number) {
    return switch (comparison) {
      case "<=" -> new Fact(0, number, 1, 0);
      case "<" -> number == 0 ? null : new Fact(0, number - 1, 1, 0);
      case ">=" -> new Fact(number, Long.MAX_VALUE, 1, 0);
      case ">" -> number == Long.MAX_VALUE ? null : new Fact(number + 1, Long.MAX_VALUE, 1, 0);
      default -> new Fact(number, number, 1, 0);
    };
  }

  private void add(String name, @Nullable Fact fact, int start) {
    var both = fact == null ? null : facts.getOrDefault(name, Fact.NATURAL).and(fact);
    if (both == null)
      throw new DimSyntaxException(
          "no value of " + Dim.sym(name) + " satisfies this clause", start);
    facts.put(name, both);
  }
}
