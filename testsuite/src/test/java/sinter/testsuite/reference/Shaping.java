package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shapes, and rearrangements that keep whole arrays. */
final class Shaping {
  private Shaping() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Identity", Operation.one(call -> call.datum(0))),
        entry("Shape", Operation.one(Shaping::shape)),
        entry("Size", Operation.one(c -> Datum.Array.scalar(DataType.INT64, c.array(0).count()))),
        entry("Reshape", Operation.one(Shaping::reshape)),
        entry("Flatten", Operation.one(Shaping::flatten)),
        entry("Squeeze", Operation.one(Shaping::squeeze)),
        entry("Unsqueeze", Operation.one(Shaping::unsqueeze)),
        entry("Expand", Operation.one(Shaping::expand)),
        entry("Tile", Operation.one(Shaping::tile)),
        entry("Transpose", Operation.one(Shaping::transpose)),
        entry("Concat", Operation.one(Shaping::concat)),
        entry("Split", Shaping::split),
        entry("DepthToSpace", Operation.one(Shaping::depthToSpace)),
        entry("SpaceToDepth", Operation.one(Shaping::spaceToDepth)));
  }

  private static Datum shape(Call call) {
    var shape = call.array(0).shape();
    int rank = shape.length;
    long start = call.integer("start", 0);
    long end = call.integer("end", rank);
    int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
    int to = Math.clamp(end < 0 ? end + rank : end, 0, rank);
    return Datum.Array.list(from < to ? Grid.part(shape, from, to) : new long[0]);
  }

  private static Datum reshape(Call call) {
    var x = call.array(0);
    var asked = call.version() < 5 ? call.integers("shape") : call.array(1).integers();
    var to = asked == null ? new long[0] : asked.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < to.length; i++) {
      if (to[i] == 0 && !call.flag("allowzero")) {
        to[i] = x.shape()[i];
      }
      if (to[i] == -1) {
        open = i;
      } else {
        known *= to[i];
      }
    }
    if (open >= 0) {
      to[open] = known == 0 ? 0 : x.count() / known;
    }
    return x.reshaped(to);
  }

  private static Datum flatten(Call call) {
    var x = call.array(0);
    long given = call.integer("axis", 1);
    int axis = (int) (given < 0 ? given + x.rank() : given);
    return x.reshaped(Grid.count(x.shape(), 0, axis), Grid.count(x.shape(), axis, x.rank()));
  }

  private static Datum squeeze(Call call) {
    var x = call.array(0);
    var axes = call.version() < 13 ? call.integers("axes") : call.integers("axes", 1);
    var drop = new boolean[x.rank()];
    for (int i = 0; i < drop.length; i++) {
      drop[i] = axes == null && x.shape()[i] == 1;
    }
    for (long a : axes == null ? new long[0] : axes) {
      drop[x.axis(a)] = true;
    }
    return x.reshaped(
        IntStream.range(0, x.rank()).filter(i -> !drop[i]).mapToLong(i -> x.shape()[i]).toArray());
  }

  private static Datum unsqueeze(Call call) {
    var x = call.array(0);
    var axes = call.version() < 13 ? call.integers("axes") : call.integers("axes", 1);
    var given = axes == null ? new long[0] : axes;
    var to = new long[x.rank() + given.length];
    for (long a : given) {
      to[Grid.axis(a, to.length)] = -1;
    }
    int next = 0;
    for (int i = 0; i < to.length; i++) {
      to[i] = to[i] == -1 ? 1 : x.shape()[next++];
    }
    return x.reshaped(to);
  }

  private static Datum expand(Call call) {
    var x = call.array(0);
    return x.broadcast(Grid.broadcastShape(x.shape(), call.array(1).integers()));
  }

  private static Datum tile(Call call) {
    var x = call.array(0);
    long[] repeats;
    if (call.version() < 6) {
      repeats = new long[x.rank()];
      Arrays.fill(repeats, 1);
      repeats[Math.toIntExact((long) call.array(2).real())] = (long) call.array(1).real();
    } else {
      repeats = call.array(1).integers();
    }
    var paired = new long[2 * x.rank()];
    var spread = new long[2 * x.rank()];
    var to = new long[x.rank()];
    for (int i = 0; i < x.rank(); i++) {
      spread[2 * i] = 1;
      spread[2 * i + 1] = x.shape()[i];
      paired[2 * i] = repeats[i];
      paired[2 * i + 1] = x.shape()[i];
      to[i] = repeats[i] * x.shape()[i];
    }
    return x.reshaped(spread).broadcast(paired).reshaped(to);
  }

  private static Datum transpose(Call call) {
    var x = call.array(0);
    var order = call.integers("perm");
    return x.transposed(
        order != null
            ? Grid.ints(order)
            : IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray());
  }

  /** The cells of one array after those of another, as a list. */
  static Datum.Array joined(Datum.Array a, Datum.Array b) {
    return concat(List.of(a.reshaped(a.count()), b.reshaped(b.count())), 0);
  }

  static Datum.Array concat(List<Datum.Array> parts, int axis) {
    var first = parts.getFirst();
    long total = parts.stream().mapToLong(p -> p.shape()[axis]).sum();
    var shape = Grid.replaced(first.shape(), axis, total);
    Cells cells =
        switch (first.cells()) {
          case Cells.Reals _ -> new Cells.Reals(new double[Grid.count(shape)]);
          case Cells.Integers _ -> new Cells.Integers(new long[Grid.count(shape)]);
          case Cells.Texts _ -> new Cells.Texts(new String[Grid.count(shape)]);
        };
    int outer = Grid.count(shape, 0, axis);
    int inner = Grid.count(shape, axis + 1, shape.length);
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (var part : parts) {
        int run = part.size(axis) * inner;
        System.arraycopy(raw(part.cells()), o * run, raw(cells), at, run);
        at += run;
      }
    }
    return new Datum.Array(first.type(), shape, cells);
  }

  private static Object raw(Cells cells) {
    return switch (cells) {
      case Cells.Reals r -> r.at();
      case Cells.Integers i -> i.at();
      case Cells.Texts t -> t.at();
    };
  }

  private static Datum concat(Call call) {
    var parts = call.arrays();
    long axis = call.integer("axis", 1);
    return concat(parts, parts.getFirst().axis(axis));
  }

  /** The elements from {@code start} (inclusive) on, {@code size} of them, along one axis. */
  static Datum.Array section(Datum.Array x, int axis, long start, long size) {
    var strides = Grid.strides(x.shape());
    var to = Grid.replaced(x.shape(), axis, size);
    return x.pick(to, Grid.addresses(to, strides, Math.toIntExact(start * strides[axis])));
  }

  static List<Datum.Array> sections(Datum.Array x, int axis, long[] sizes) {
    var out = new ArrayList<Datum.Array>();
    long start = 0;
    for (long size : sizes) {
      out.add(section(x, axis, start, size));
      start += size;
    }
    return out;
  }

  private static List<Datum.Array> split(Call call) {
    var x = call.array(0);
    int axis = x.axis(call.integer("axis", 0));
    var sizes = call.integers("split", 1);
    if (sizes == null) {
      int parts = (int) call.integer("num_outputs", call.outputs());
      sizes = new long[parts];
      long chunk = Math.ceilDiv(x.shape()[axis], parts);
      for (int i = 0; i < parts; i++) {
        sizes[i] = Math.clamp(x.shape()[axis] - i * chunk, 0, chunk);
      }
    }
    return sections(x, axis, sizes);
  }

  private static Datum depthToSpace(Call call) {
    var x = call.array(0);
    long b = call.integer("blocksize");
    long n = x.shape()[0];
    long c = x.shape()[1] / (b * b);
    long h = x.shape()[2];
    long w = x.shape()[3];
    var blocks =
        call.text("mode", "DCR").equals("DCR")
            ? x.reshaped(n, b, b, c, h, w).transposed(0, 3, 4, 1, 5, 2)
            : x.reshaped(n, c, b, b, h, w).transposed(0, 1, 4, 2, 5, 3);
    return blocks.reshaped(n, c, h * b, w * b);
  }

  private static Datum spaceToDepth(Call call) {
    var x = call.array(0);
    long b = call.integer("blocksize");
    long n = x.shape()[0];
    long c = x.shape()[1];
    long h = x.shape()[2] / b;
    long w = x.shape()[3] / b;
    return x.reshaped(n, c, h, b, w, b).transposed(0, 3, 5, 1, 2, 4).reshaped(n, c * b * b, h, w);
  }
}
