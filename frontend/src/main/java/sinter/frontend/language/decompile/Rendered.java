package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Level;
import sinter.frontend.language.decompile.Form.Piece;

/**
 * An expression as text.
 *
 * @param nested with calls inside calls
 * @param chain with calls one after the other, {@code x |> f |> g}
 * @param level how tight {@code nested} holds together
 * @param calls how many calls {@code chain} joins
 */
record Rendered(String nested, String chain, Level level, int calls) {
  static Rendered variable(String name) {
    return new Rendered(name, name, Level.PRIMARY, 0);
  }

  /** As it stands alone: a chain where there is something to join. */
  String alone() {
    return calls > 1 ? chain : nested;
  }

  static Rendered of(Form form, List<Slot> slots, List<Rendered> in, Map<Parameter, String> texts) {
    return switch (form) {
      case Form.Plain(var value) -> {
        var text = text(value, slots, in, texts);
        yield new Rendered(text, text, Level.PRIMARY, 1);
      }
      case Form.Prefix(var op, var level, var operand) -> {
        var text = op + within(operand, level, false, slots, in, texts);
        yield new Rendered(text, text, level, 1);
      }
      case Form.Index(var of, var places) -> {
        var text =
            within(of, Level.PRIMARY, false, slots, in, texts) + text(places, slots, in, texts);
        yield new Rendered(text, text, Level.PRIMARY, 1);
      }
      case Form.Infix(var op, var level, var left, var right) -> {
        boolean joinsRight = level == Level.POWER;
        boolean joinsLeft = !joinsRight && level != Level.COMPARISON;
        var a = within(left, level, !joinsLeft, slots, in, texts);
        var b = within(right, level, !joinsRight, slots, in, texts);
        var text = a + " " + op + " " + b;
        yield new Rendered(text, text, level, 1);
      }
      case Form.Call(var callee, var arguments) -> call(callee, arguments, slots, in, texts);
    };
  }

  private static Rendered call(
      String callee,
      List<Argument> arguments,
      List<Slot> slots,
      List<Rendered> in,
      Map<Parameter, String> texts) {
    var words = new ArrayList<String>();
    for (var a : arguments) {
      var text = text(a, slots, in, texts);
      if (!text.equals(a.byDefault())) {
        words.add(a.name() == null ? text : a.name() + " = " + text);
      }
    }
    var nested = callee + "(" + String.join(", ", words) + ")";
    int first = arguments.isEmpty() ? -1 : arguments.getFirst().tensor();
    if (first < 0) {
      return new Rendered(nested, nested, Level.PRIMARY, 1);
    }
    var rest = String.join(", ", words.subList(1, words.size()));
    boolean isBare = rest.isEmpty() && !callee.contains(".");
    var stage = isBare ? callee : callee + "(" + rest + ")";
    var from = in.get(first);
    return new Rendered(nested, from.chain() + " |> " + stage, Level.PRIMARY, from.calls() + 1);
  }

  /**
   * As an operand of an operator of {@code level}; in parentheses unless it binds as tight or, if {@code
   * isTighter}, tighter.
   */
  private static String within(
      Argument a,
      Level level,
      boolean isTighter,
      List<Slot> slots,
      List<Rendered> in,
      Map<Parameter, String> texts) {
    var text = text(a, slots, in, texts);
    var own = level(a, slots, in, texts);
    boolean isLoose = own.compareTo(level) < (isTighter ? 1 : 0) || own == Level.NEGATION;
    return isLoose ? "(" + text + ")" : text;
  }

  /**
   * How tight the argument holds together: an operand, a compile-time value, or a call or list written out.
   */
  private static Level level(
      Argument a, List<Slot> slots, List<Rendered> in, Map<Parameter, String> texts) {
    if (a.pieces().size() > 1) {
      return Level.PRIMARY;
    }
    return switch (a.pieces().getFirst()) {
      case Piece.In(int index) -> in.get(index).level();
      case Piece.At(int index, _) -> slots.get(index).level(texts);
      case Piece.Text _ -> Level.PRIMARY;
    };
  }

  private static String text(
      Argument a, List<Slot> slots, List<Rendered> in, Map<Parameter, String> texts) {
    var out = new StringBuilder();
    for (var p : a.pieces()) {
      out.append(
          switch (p) {
            case Piece.Text(var text) -> text;
            case Piece.At(int index, _) -> slots.get(index).text(texts);
            case Piece.In(int index) -> in.get(index).nested();
          });
    }
    return out.toString();
  }
}
