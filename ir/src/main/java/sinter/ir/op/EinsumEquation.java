package sinter.ir.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/**
 * A parsed equation: for each operand and for the result, index letters in order, {@code '.'} standing for the
 * ellipsis.
 */
record EinsumEquation(List<String> inputs, String result) {
  /** Extents that the operands give the letters: those of the result, and of the whole nest of loops. */
  record Extents(Shape result, Dim volume) {}

  /** @throws IllegalArgumentException when the text is no equation */
  static EinsumEquation parse(String text) {
    var compact = text.replace(" ", "");
    int arrow = compact.indexOf("->");
    var left = arrow < 0 ? compact : compact.substring(0, arrow);
    var inputs = new ArrayList<String>();
    for (var term : left.split(",", -1)) {
      inputs.add(term(term, text));
    }
    var result = arrow < 0 ? implied(inputs) : term(compact.substring(arrow + 2), text);
    for (char c : letters(result)) {
      boolean known = inputs.stream().anyMatch(t -> t.indexOf(c) >= 0);
      if ((!known && c != '.') || result.indexOf(c) != result.lastIndexOf(c)) {
        throw new IllegalArgumentException("index " + c + " of the result in " + text);
      }
    }
    return new EinsumEquation(List.copyOf(inputs), result);
  }

  private static String term(String term, String text) {
    var letters = term.replace("...", ".");
    boolean twice = letters.indexOf('.') != letters.lastIndexOf('.');
    if (twice || !letters.chars().allMatch(c -> c == '.' || isLetter(c))) {
      throw new IllegalArgumentException("a term of " + text);
    }
    return letters;
  }

  private static List<Character> letters(String term) {
    return term.chars().mapToObj(c -> (char) c).toList();
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** The ellipsis if any, then the letters that occur once, in order of their codes. */
  private static String implied(List<String> inputs) {
    var counts = new TreeMap<Character, Integer>();
    for (var term : inputs) {
      for (char c : letters(term)) {
        counts.merge(c, 1, Integer::sum);
      }
    }
    var out = new StringBuilder(counts.containsKey('.') ? "." : "");
    counts.forEach((c, n) -> {
      if (n == 1 && c != '.') {
        out.append(c);
      }
    });
    return out.toString();
  }

  /** The extents for these operands; null when something was reported. */
  @Nullable Extents bind(Expect e) {
    var extents = new HashMap<Character, Dim>();
    var first = new HashMap<Character, Integer>();
    Shape ellipsis = Shape.SCALAR;
    for (int i = 0; i < inputs.size(); i++) {
      var term = inputs.get(i);
      var shape = e.in().shape(i);
      boolean open = term.indexOf('.') >= 0;
      int letters = term.length() - (open ? 1 : 0);
      if (!e.rank(i, letters, open ? Integer.MAX_VALUE : letters)) {
        return null;
      }
      if (!shape.isRanked()) {
        ellipsis = open ? Shape.UNRANKED : ellipsis;
        for (char c : letters(term.replace(".", ""))) {
          extents.putIfAbsent(c, Dim.UNKNOWN);
        }
        continue;
      }
      int dot = open ? term.indexOf('.') : term.length();
      int gap = shape.rank() - letters;
      for (int k = 0; k < term.length(); k++) {
        int axis = k < dot ? k : k - 1 + gap;
        if (k != dot && !letter(e, i, term.charAt(k), axis, extents, first)) {
          return null;
        }
      }
      if (open) {
        var joint = Shape.broadcast(ellipsis, Shape.of(shape.dims().subList(dot, dot + gap)));
        if (joint == null) {
          e.d().shapes(i, "%s does not broadcast with %s", e.in().type(i), e.in().type(0));
          return null;
        }
        ellipsis = joint;
      }
    }
    return extents(extents, ellipsis);
  }

  /** One letter has one extent, but for an extent of one, which broadcasts. */
  private static boolean letter(
      Expect e,
      int i,
      char c,
      int axis,
      Map<Character, Dim> extents,
      Map<Character, Integer> first) {
    var dim = e.in().shape(i).dim(axis);
    var known = extents.get(c);
    if (known == null || !known.isKnown() || known.isConst(1)) {
      boolean fixed = known == null || !dim.isConst(1);
      extents.put(c, fixed ? dim : known);
      first.put(c, i);
      return true;
    }
    if (dim.isConst(1)) {
      return true;
    }
    if (!e.dim(i, axis, known, first.getOrDefault(c, i))) {
      return false;
    }
    extents.put(c, dim.isConst() ? dim : known);
    return true;
  }

  private Extents extents(Map<Character, Dim> letters, Shape ellipsis) {
    var all = new LinkedHashSet<>(letters.keySet());
    Dim volume = ellipsis.elements();
    for (char c : all) {
      volume = volume.times(letters.getOrDefault(c, Dim.UNKNOWN));
    }
    if (result.indexOf('.') >= 0 && !ellipsis.isRanked()) {
      return new Extents(Shape.UNRANKED, volume);
    }
    var dims = new ArrayList<Dim>();
    for (char c : letters(result)) {
      if (c == '.') {
        dims.addAll(ellipsis.dims());
      } else {
        dims.add(letters.getOrDefault(c, Dim.UNKNOWN));
      }
    }
    return new Extents(Shape.of(dims), volume);
  }
}
