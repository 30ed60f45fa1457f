package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that run inner graphs. */
final class Control {
  private Control() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("If", Control::choose),
        entry("Loop", Control::loop),
        entry("Scan", Control::scan),
        entry("SequenceMap", Control::sequenceMap));
  }

  private static List<Datum> choose(Call call) {
    boolean condition = call.array(0).reals()[0] != 0;
    return call.graph(condition ? "then_branch" : "else_branch", List.of());
  }

  private static List<Datum> loop(Call call) {
    long trips = call.has(0) ? call.array(0).integers()[0] : Long.MAX_VALUE;
    boolean condition = !call.has(1) || call.array(1).integers()[0] != 0;
    int states = Math.max(0, call.operands() - 2);
    var state = new ArrayList<Datum>();
    for (int i = 0; i < states; i++) {
      state.add(call.datum(2 + i));
    }
    int scans = call.graphOutputs("body") - 1 - states;
    var collected = lists(scans);
    for (long trip = 0; trip < trips && condition; trip++) {
      var arguments = new ArrayList<Datum>();
      arguments.add(Datum.Array.integers(DataType.INT64, new long[0], trip));
      arguments.add(Datum.Array.bool(condition));
      arguments.addAll(state);
      var results = call.graph("body", arguments);
      condition = ((Datum.Array) results.getFirst()).integers()[0] != 0;
      state = new ArrayList<>(results.subList(1, 1 + states));
      for (int i = 0; i < scans; i++) {
        collected.get(i).add((Datum.Array) results.get(1 + states + i));
      }
    }
    for (int i = 0; i < scans; i++) {
      state.add(
          collected.get(i).isEmpty()
              ? nothing(call.graphOutputType("body", 1 + states + i))
              : stack(collected.get(i), 0, false));
    }
    return state;
  }

  private static List<List<Datum.Array>> lists(int count) {
    return IntStream.range(0, count).<List<Datum.Array>>mapToObj(i -> new ArrayList<>()).toList();
  }

  /** What a loop without iterations collects: no elements of the declared shape. */
  private static Datum.Array nothing(Datum.Array declared) {
    return declared.pick(Grid.join(new long[] {0}, declared.shape()), new int[0]);
  }

  static Datum.Array stack(List<Datum.Array> parts, long axis, boolean backward) {
    int at = Grid.axis(axis, parts.getFirst().rank() + 1);
    var shape = parts.getFirst().shape();
    var one =
        Grid.join(Grid.part(shape, 0, at), new long[] {1}, Grid.part(shape, at, shape.length));
    var ordered = backward ? parts.reversed() : parts;
    return Shaping.concat(ordered.stream().map(p -> p.reshaped(one)).toList(), at);
  }

  private static List<Datum> scan(Call call) {
    return call.version() < 9 ? batchedScan(call) : scan(call, operands(call, 0), "");
  }

  private static List<Datum.Array> operands(Call call, int from) {
    return IntStream.range(from, call.operands()).mapToObj(call::array).toList();
  }

  /** Opset 8: operand 0 gives lengths, every other operand has a batch axis in front. */
  private static List<Datum> batchedScan(Call call) {
    var operands = operands(call, 1);
    var batches = operands.getFirst().shape()[0];
    var results = new ArrayList<List<Datum>>();
    int scans = (int) call.integer("num_scan_inputs");
    for (int b = 0; b < batches; b++) {
      var own = new ArrayList<Datum.Array>();
      for (int i = 0; i < operands.size(); i++) {
        var x = operands.get(i);
        var part = Slicing.along(x, 0, b).reshaped(Grid.part(x.shape(), 1, x.rank()));
        boolean cut = call.has(0) && i >= operands.size() - scans;
        own.add(cut ? Shaping.section(part, 0, 0, call.array(0).integers()[b]) : part);
      }
      results.add(scan(call, own, "directions"));
    }
    var out = new ArrayList<Datum>();
    for (int i = 0; i < results.getFirst().size(); i++) {
      int k = i;
      out.add(stack(results.stream().map(r -> (Datum.Array) r.get(k)).toList(), 0, false));
    }
    return out;
  }

  private static List<Datum> scan(Call call, List<Datum.Array> operands, String directions) {
    int scans = (int) call.integer("num_scan_inputs");
    int states = operands.size() - scans;
    int collections = call.graphOutputs("body") - states;
    var inputAxes = call.integers("scan_input_axes", new long[scans]);
    var outputAxes = call.integers("scan_output_axes", new long[collections]);
    var inputDirections =
        call.integers(directions.isEmpty() ? "scan_input_directions" : directions, new long[scans]);
    var outputDirections = call.integers("scan_output_directions", new long[collections]);
    List<Datum> state = new ArrayList<>(operands.subList(0, states));
    var collected = lists(collections);
    var first = operands.get(states);
    long trips = first.shape()[first.axis(inputAxes[0])];
    for (long t = 0; t < trips; t++) {
      var arguments = new ArrayList<Datum>(state);
      for (int i = 0; i < scans; i++) {
        var x = operands.get(states + i);
        int axis = x.axis(inputAxes[i]);
        var slice = Slicing.along(x, axis, inputDirections[i] == 0 ? t : trips - 1 - t);
        arguments.add(
            slice.reshaped(
                Grid.join(
                    Grid.part(x.shape(), 0, axis), Grid.part(x.shape(), axis + 1, x.rank()))));
      }
      var results = call.graph("body", arguments);
      state = new ArrayList<>(results.subList(0, states));
      for (int i = 0; i < collections; i++) {
        collected.get(i).add((Datum.Array) results.get(states + i));
      }
    }
    for (int i = 0; i < collections; i++) {
      state.add(
          collected.get(i).isEmpty()
              ? nothing(call.graphOutputType("body", states + i))
              : stack(collected.get(i), outputAxes[i], outputDirections[i] != 0));
    }
    return state;
  }

  private static List<Datum> sequenceMap(Call call) {
    int n = call.sequence(0).items().size();
    int outputs = call.graphOutputs("body");
    var collected = IntStream.range(0, outputs).mapToObj(i -> new ArrayList<Datum>()).toList();
    for (int k = 0; k < n; k++) {
      var arguments = new ArrayList<Datum>();
      for (int i = 0; i < call.operands(); i++) {
        arguments.add(
            switch (call.datum(i)) {
              case Datum.Sequence s -> s.items().get(k);
              case Datum.Array a -> a;
              case Datum.Option o -> o;
            });
      }
      var results = call.graph("body", arguments);
      for (int i = 0; i < outputs; i++) {
        collected.get(i).add(results.get(i));
      }
    }
    return collected.stream().<Datum>map(Datum.Sequence::new).toList();
  }
}
