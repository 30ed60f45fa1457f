package sinter.frontend.language.decompile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Vocabulary;

/** Makes names of a program: readable, of the form that the language asks for, and each once. */
final class Names {
  private static final List<String> POOL =
      List.of("x", "y", "z", "u", "v", "w", "a", "b", "c", "d", "h", "s", "t");

  private static final List<String> COUNTERS = List.of("i", "j", "k", "m", "n");

  private Names() {}

  /** Symbols of the model by the names that they have in the program. */
  static final class Symbols {
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** How the program calls the symbol; null when no input has it as an extent of its own. */
    @Nullable String of(String symbol) {
      return names.get(symbol);
    }

    /** Declares an extent of an input. */
    String declare(String symbol) {
      var known = names.get(symbol);
      if (known != null) {
        return known;
      }
      var name = fresh(identifier(symbol, "D"), taken);
      names.put(symbol, name);
      return name;
    }

    /** A name for an extent that had none. */
    String unnamed(int axis) {
      return fresh(axis == 0 ? "N" : "D" + axis, taken);
    }

    Set<String> taken() {
      return taken;
    }
  }

  /**
   * {@code text} with every character that an identifier cannot hold replaced; {@code otherwise} when nothing
   * is left.
   */
  static String identifier(String text, String otherwise) {
    var out = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      boolean fits = Character.isLetterOrDigit(c) || c == '_';
      if (fits) {
        out.appendCodePoint(c);
      } else if (!out.isEmpty() && out.charAt(out.length() - 1) != '_') {
        out.append('_');
      }
    }
    while (!out.isEmpty() && out.charAt(out.length() - 1) == '_') {
      out.setLength(out.length() - 1);
    }
    while (!out.isEmpty() && out.charAt(0) == '_') {
      out.deleteCharAt(0);
    }
    if (out.isEmpty()) {
      return otherwise;
    }
    return Character.isLetter(out.codePointAt(0)) ? out.toString() : otherwise + out;
  }

  /**
   * A name like {@code wanted} that is not in {@code taken} and means nothing else; it is in {@code taken}
   * then.
   */
  static String fresh(String wanted, Set<String> taken) {
    var name = wanted;
    for (int i = 2; taken.contains(name) || Vocabulary.isTaken(name); i++) {
      name = wanted + "_" + i;
    }
    taken.add(name);
    return name;
  }

  /** A name of what a loop counts that is not in {@code taken}; it is then. */
  static String counter(Set<String> taken) {
    for (var name : COUNTERS) {
      if (taken.add(name)) {
        return name;
      }
    }
    return fresh(COUNTERS.getFirst(), taken);
  }

  /** A short name of a variable that is not in {@code taken}; it is then. */
  static String variable(Set<String> taken) {
    for (int round = 1; ; round++) {
      for (var letter : POOL) {
        var name = round == 1 ? letter : letter + round;
        if (!taken.contains(name) && !Vocabulary.isTaken(name)) {
          taken.add(name);
          return name;
        }
      }
    }
  }
}
