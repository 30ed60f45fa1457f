package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.LongBinaryOperator;

/** Comparison, logic and selection. */
final class Comparisons {
  private Comparisons() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Equal", compare((x, y) -> x == y, order -> order == 0)),
        entry("Greater", compare((x, y) -> x > y, order -> order > 0)),
        entry("GreaterOrEqual", compare((x, y) -> x >= y, order -> order >= 0)),
        entry("Less", compare((x, y) -> x < y, order -> order < 0)),
        entry("LessOrEqual", compare((x, y) -> x <= y, order -> order <= 0)),
        entry("And", logic((x, y) -> x & y)),
        entry("Or", logic((x, y) -> x | y)),
        entry("Xor", logic((x, y) -> x ^ y)),
        entry("Where", Operation.one(Comparisons::where)));
  }

  /** How integers of a type are ordered. */
  interface Order {
    int compare(long a, long b);
  }

  static Order order(DataType type) {
    return type == DataType.UINT64 ? Long::compareUnsigned : Long::compare;
  }

  private interface RealTest {
    boolean holds(double x, double y);
  }

  private interface OrderTest {
    boolean holds(int order);
  }

  private static Operation compare(RealTest real, OrderTest order) {
    return Operation.one(call -> {
      var shape = Grid.broadcastShape(call.array(0).shape(), Arithmetic.second(call).shape());
      var a = call.array(0).broadcast(shape);
      var b = Arithmetic.second(call).broadcast(shape);
      var out = new long[a.count()];
      for (int i = 0; i < out.length; i++) {
        out[i] = holds(a, b, i, real, order) ? 1 : 0;
      }
      return Datum.Array.integers(DataType.BOOL, shape, out);
    });
  }

  private static boolean holds(
      Datum.Array a, Datum.Array b, int i, RealTest real, OrderTest order) {
    return switch (a.cells()) {
      case Cells.Reals r -> real.holds(r.at()[i], b.reals()[i]);
      case Cells.Integers r -> order.holds(order(a.type()).compare(r.at()[i], b.integers()[i]));
      case Cells.Texts r -> order.holds(r.at()[i].compareTo(b.texts()[i]));
    };
  }

  private static Operation logic(LongBinaryOperator f) {
    return Operation.one(call ->
        Arithmetic.combine(call.array(0), Arithmetic.second(call), (a, b) -> Double.NaN, f));
  }

  private static Datum where(Call call) {
    var condition = call.array(0);
    var x = call.array(1);
    var y = call.array(2);
    var shape = Grid.broadcastShape(condition.shape(), Grid.broadcastShape(x.shape(), y.shape()));
    var choose = condition.broadcast(shape).integers();
    var fromX = Grid.broadcast(x.shape(), shape);
    var fromY = Grid.broadcast(y.shape(), shape);
    var joined = Shaping.joined(x, y);
    var from = new int[choose.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = choose[i] != 0 ? fromX[i] : x.count() + fromY[i];
    }
    return joined.pick(shape, from);
  }
}
