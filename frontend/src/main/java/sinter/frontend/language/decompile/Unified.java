package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Piece;

/**
 * The compile-time values of several places that do the same: what they have in common, and parameters for
 * the rest.
 *
 * @param common the values in terms of the parameters
 * @param rows for each parameter its value in each place
 */
record Unified(List<Slot> common, List<Parameter> parameters, List<List<Slot>> rows) {
  /** Largest factor between two values that counts as no accident. */
  private static final long MOST = 16;

  static Unified of(List<Segment> places) {
    var columns = places.stream().map(Segment::slots).toList();
    var roles = roles(places.getFirst());
    var common = new ArrayList<Slot>();
    var parameters = new ArrayList<Parameter>();
    var rows = new ArrayList<List<Slot>>();
    for (int i = 0; i < roles.size(); i++) {
      int at = i;
      var row = columns.stream().map(c -> c.get(at)).toList();
      boolean isFixed =
          row.stream().distinct().count() == 1
              && row.getFirst() instanceof Slot.Literal(_, _, boolean isOpen)
              && !isOpen;
      var known = isFixed ? row.getFirst() : known(row, parameters, rows);
      if (known == null) {
        var p = new Parameter(roles.get(i));
        parameters.add(p);
        rows.add(row);
        known = new Slot.Of(p, 1, 1);
      }
      common.add(known);
    }
    return new Unified(common, parameters, rows);
  }

  /** The values of the parameters in place {@code index}. */
  List<Slot> of(int index) {
    return rows.stream().map(r -> r.get(index)).toList();
  }

  /** {@code row} in terms of a parameter; null when there is none. */
  private static @Nullable Slot known(
      List<Slot> row, List<Parameter> parameters, List<List<Slot>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).equals(row)) {
        return new Slot.Of(parameters.get(i), 1, 1);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      long times = factor(row, rows.get(i));
      if (times > 1) {
        return new Slot.Of(parameters.get(i), times, 1);
      }
      long over = factor(rows.get(i), row);
      if (over > 1) {
        return new Slot.Of(parameters.get(i), 1, over);
      }
    }
    return null;
  }

  /** The number that makes {@code a} of {@code b} everywhere; 0 when there is none. */
  private static long factor(List<Slot> a, List<Slot> b) {
    long factor = 0;
    for (int i = 0; i < a.size(); i++) {
      if (!(a.get(i) instanceof Slot.Literal(_, Long x, _))
          || !(b.get(i) instanceof Slot.Literal(_, Long y, _))
          || x == null
          || y == null
          || y <= 0
          || x <= 0
          || x % y != 0
          || (factor != 0 && x / y != factor)
          || x / y > MOST) {
        return 0;
      }
      factor = x / y;
    }
    return factor;
  }

  private static List<String> roles(Segment s) {
    var out = new ArrayList<String>();
    for (var item : s.items()) {
      int from = out.size();
      item.slots().forEach(_ -> out.add("value"));
      switch (item) {
        case Item.Step step -> note(step.form(), from, out);
        case Item.Use use -> note(use.block(), from, out);
        case Item.Repeat r -> {
          if (!item.slots().isEmpty()) {
            out.set(from, "count");
            note(r.block(), from + 1, out);
          }
        }
        case Item.Branch _, Item.Loop _, Item.Scan _ -> {}
      }
    }
    return out;
  }

  private static void note(Item.Found block, int from, List<String> out) {
    for (int i = 0; i < block.parameters.size(); i++) {
      out.set(from + i, block.parameters.get(i).role);
    }
  }

  private static void note(Form form, int from, List<String> out) {
    for (Argument a : form.all()) {
      for (var p : a.pieces()) {
        if (p instanceof Piece.At(int index, var role)) {
          out.set(from + index, role);
        }
      }
    }
  }
}
