package sinter.frontend.language.decompile;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Level;

/** A compile-time value in a program, in a place where other repetitions may have another one. */
sealed interface Slot {
  /**
   * A value as it is written.
   *
   * @param number its value when it is a whole number
   * @param isOpen whether it names symbols of the model, which blocks do not see
   */
  record Literal(String text, @Nullable Long number, boolean isOpen) implements Slot {}

  /** A parameter, or a multiple or fraction of it. */
  record Of(Parameter parameter, long times, long over) implements Slot {}

  static Slot of(long number) {
    return new Literal(Long.toString(number), number, false);
  }

  static Slot of(String text) {
    return new Literal(text, null, false);
  }

  /** How it is written, where {@code texts} says what stands for parameters. */
  default String text(Map<Parameter, String> texts) {
    return switch (this) {
      case Literal(var text, _, _) -> text;
      case Of(var p, long times, long over) -> {
        var name = texts.getOrDefault(p, p.name);
        yield times > 1 ? name + " * " + times : over > 1 ? name + " / " + over : name;
      }
    };
  }

  /** How tight the text holds together. */
  default Level level(Map<Parameter, String> texts) {
    var text = text(texts);
    return switch (this) {
      case Literal(_, _, boolean isOpen) when isOpen -> isName(text) ? Level.PRIMARY : Level.SUM;
      case Literal _ -> text.startsWith("-") ? Level.NEGATION : Level.PRIMARY;
      case Of _ -> isName(text) ? Level.PRIMARY : Level.PRODUCT;
    };
  }

  private static boolean isName(String text) {
    return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
  }
}
