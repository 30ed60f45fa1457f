package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists of values, and values that may be absent. */
final class Sequences {
  private Sequences() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("SequenceEmpty", Operation.one(call -> new Datum.Sequence(List.of()))),
        entry(
            "SequenceConstruct",
            Operation.one(call -> new Datum.Sequence(List.copyOf(call.arrays())))),
        entry("SequenceLength", Operation.one(Sequences::length)),
        entry("SequenceAt", Operation.one(Sequences::at)),
        entry("SequenceInsert", Operation.one(Sequences::insert)),
        entry("SequenceErase", Operation.one(Sequences::erase)),
        entry("SplitToSequence", Operation.one(Sequences::split)),
        entry("ConcatFromSequence", Operation.one(Sequences::concat)),
        entry("Optional", Operation.one(Sequences::optional)),
        entry("OptionalGetElement", Operation.one(Sequences::element)),
        entry("OptionalHasElement", Operation.one(Sequences::hasElement)));
  }

  private static Datum length(Call call) {
    return Datum.Array.scalar(DataType.INT64, call.sequence(0).items().size());
  }

  private static int position(Call call, int operand, int size, int otherwise) {
    if (!call.has(operand)) {
      return otherwise;
    }
    long given = call.array(operand).integers()[0];
    return Math.toIntExact(given < 0 ? given + size : given);
  }

  private static Datum at(Call call) {
    var items = call.sequence(0).items();
    return items.get(position(call, 1, items.size(), 0));
  }

  private static Datum insert(Call call) {
    var items = new ArrayList<>(call.sequence(0).items());
    items.add(position(call, 2, items.size(), items.size()), call.array(1));
    return new Datum.Sequence(items);
  }

  private static Datum erase(Call call) {
    var items = new ArrayList<>(call.sequence(0).items());
    items.remove(position(call, 1, items.size(), items.size() - 1));
    return new Datum.Sequence(items);
  }

  private static Datum split(Call call) {
    var x = call.array(0);
    int axis = x.axis(call.integer("axis", 0));
    var given = call.maybe(1);
    long d = x.shape()[axis];
    long[] sizes;
    if (given != null && given.rank() == 1) {
      sizes = given.integers();
    } else {
      long chunk = given == null ? 1 : given.integer();
      sizes = new long[Math.toIntExact(Math.ceilDiv(d, chunk))];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.min(chunk, d - i * chunk);
      }
    }
    var parts = Shaping.sections(x, axis, sizes);
    boolean drop = given == null && call.integer("keepdims", 1) == 0;
    var shape = Grid.join(Grid.part(x.shape(), 0, axis), Grid.part(x.shape(), axis + 1, x.rank()));
    return new Datum.Sequence(
        parts.stream().<Datum>map(p -> drop ? p.reshaped(shape) : p).toList());
  }

  private static Datum concat(Call call) {
    var parts = call.sequence(0).items().stream().map(d -> (Datum.Array) d).toList();
    int rank = parts.getFirst().rank();
    if (!call.flag("new_axis")) {
      return Shaping.concat(parts, Grid.axis(call.integer("axis"), rank));
    }
    int axis = Grid.axis(call.integer("axis"), rank + 1);
    return Control.stack(parts, axis, false);
  }

  private static Datum optional(Call call) {
    return new Datum.Option(call.has(0) ? call.datum(0) : null);
  }

  private static Datum element(Call call) {
    return switch (call.datum(0)) {
      case Datum.Option o -> {
        if (o.value() == null) {
          throw new IllegalArgumentException("the optional value is absent");
        }
        yield o.value();
      }
      case Datum.Array a -> a;
      case Datum.Sequence s -> s;
    };
  }

  private static Datum hasElement(Call call) {
    return Datum.Array.bool(
        call.has(0) && !(call.datum(0) instanceof Datum.Option o && o.value() == null));
  }
}
