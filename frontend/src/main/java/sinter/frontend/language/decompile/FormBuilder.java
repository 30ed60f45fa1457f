package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Piece;

/** Collects an expression with its tensors and compile-time values. */
final class FormBuilder {
  private final List<Slot> slots = new ArrayList<>();
  private final List<Def> in = new ArrayList<>();
  private final List<Argument> arguments = new ArrayList<>();

  Piece.In tensor(Def def) {
    in.add(def);
    return new Piece.In(in.size() - 1);
  }

  Piece.At slot(Slot value, String role) {
    slots.add(value);
    return new Piece.At(slots.size() - 1, role);
  }

  /** A list of values, one piece each. */
  List<Piece> list(List<Slot> values, String role) {
    var pieces = new ArrayList<Piece>();
    pieces.add(new Piece.Text("["));
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        pieces.add(new Piece.Text(", "));
      }
      pieces.add(slot(values.get(i), role));
    }
    pieces.add(new Piece.Text("]"));
    return pieces;
  }

  /** One value where all are equal, else the list. */
  List<Piece> collapsed(List<Long> values, String role) {
    return values.stream().distinct().count() == 1
        ? List.of(slot(Slot.of(values.getFirst()), role))
        : list(values.stream().map(Slot::of).toList(), role);
  }

  FormBuilder add(List<? extends Piece> pieces) {
    return add(null, pieces, null);
  }

  FormBuilder add(@Nullable String name, List<? extends Piece> pieces) {
    return add(name, pieces, null);
  }

  FormBuilder add(@Nullable String name, List<? extends Piece> pieces, @Nullable String byDefault) {
    arguments.add(new Argument(name, List.copyOf(pieces), byDefault));
    return this;
  }

  List<Argument> arguments() {
    return arguments;
  }

  Item.Step step(Form form, List<Def> out) {
    return new Item.Step(form, slots, in, out);
  }

  Item.Step call(String callee, List<Def> out) {
    return step(new Form.Call(callee, arguments), out);
  }
}
