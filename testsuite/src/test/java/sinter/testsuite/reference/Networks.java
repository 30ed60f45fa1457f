package sinter.testsuite.reference;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.Cloner;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.rewrite.Journal;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/**
 * The compiler's models in double precision. What runs is the ONNX model that a copy is written as;
 * nothing else is shared with the compiler.
 *
 * {@snippet :
 * var network = Networks.of(model);
 * var inputs = Networks.inputs(model, Map.of("N", 2L), 1);
 * var y = (Datum.Array) network.run(inputs).get("y");
 * }
 */
public final class Networks {
  private Networks() {}

  /** A model of typed ops or of ONNX nodes, to be run with any number of inputs; it stays as it is. */
  public static Reference of(Model model) {
    return Reference.of(message(model));
  }

  /** Runs a model once: the graph's outputs, by name and in order, for its inputs by name. */
  public static Map<String, Datum> run(Model model, Map<String, Datum> inputs) {
    return of(model).run(inputs);
  }

  /** The model as the message of an ONNX file that holds all of its data. */
  public static ModelProto message(Model model) {
    try (var copy = Cloner.copy(model)) {
      var manager = new PassManager(List.of(), true);
      var context = PassContext.of(new Diagnostics(), new Journal(), manager);
      manager.run(copy, PipelineText.parse("to-onnx"), context);
      return ModelProto.parseFrom(OnnxWriter.bytes(copy));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what is written does not parse", e);
    }
  }

  /**
   * Drawn values for the inputs that have no initial value: reals between -1 and 1 that their type
   * holds, integers and booleans 0 or 1. The map may be changed.
   *
   * @param binding extents of the symbols in the inputs' shapes
   */
  public static Map<String, Datum> inputs(Model model, Map<String, Long> binding, long seed) {
    var random = new SplittableRandom(seed);
    var out = new LinkedHashMap<String, Datum>();
    for (var p : model.main().body().params()) {
      if (p.initial() == null) {
        out.put(Objects.requireNonNull(p.name()), drawn(p, binding, random));
      }
    }
    return out;
  }

  private static Datum drawn(Value.Param p, Map<String, Long> binding, SplittableRandom random) {
    var type = DataType.of(Objects.requireNonNull(p.tensorType().dtype()).onnx());
    var shape =
        p.tensorType().shape().dims().stream()
            .mapToLong(d -> bound(p, d.evaluate(binding)))
            .toArray();
    int n = Grid.count(shape);
    return type.isReal()
        ? Datum.Array.reals(type, shape, random.doubles(n, -1, 1).map(type::round).toArray())
        : Datum.Array.integers(type, shape, random.longs(n, 0, 2).toArray());
  }

  private static long bound(Value.Param p, @Nullable Long extent) {
    if (extent == null) {
      throw new IllegalArgumentException(
          "no extent for a symbol of input %s, %s".formatted(p.name(), p.type()));
    }
    return extent;
  }

  /** A value of the compiler, or of a runtime, for the interpreter. */
  public static Datum datum(sinter.ir.tensor.Datum value) {
    return switch (value) {
      case Tensor t -> array(t);
      case sinter.ir.tensor.Datum.Sequence(var elements) ->
          new Datum.Sequence(elements.stream().map(Networks::datum).toList());
      case sinter.ir.tensor.Datum.Maybe(var held) ->
          new Datum.Option(held == null ? null : datum(held));
      case sinter.ir.tensor.Datum.Mapping _ ->
          throw new IllegalArgumentException("dictionaries have no counterpart");
    };
  }

  private static Datum.Array array(Tensor t) {
    var shape = t.dims().stream().mapToLong(Long::longValue).toArray();
    if (t instanceof Tensor.Strings(_, var values)) {
      return Datum.Array.texts(shape, values.stream().map(Bytes::text).toArray(String[]::new));
    }
    var type = DataType.of(t.dtype().onnx());
    int count = Grid.count(shape) * (type.kind == DataType.Kind.COMPLEX ? 2 : 1);
    return TensorDecoding.packed(type, shape, count, t.content().toArray(ValueLayout.JAVA_BYTE));
  }

  /** A tensor of the interpreter for the compiler, or for a runtime: reals are rounded to their type. */
  public static Tensor tensor(Datum.Array array) {
    var dtype = Objects.requireNonNull(DType.ofOnnx(array.type().number));
    var dims = Arrays.stream(array.shape()).boxed().toList();
    var type = new TensorType(dtype, Shape.ofLongs(dims));
    if (array.type().isText()) {
      return new Tensor.Strings(type, Arrays.stream(array.texts()).map(Bytes::utf8).toList());
    }
    var bytes = TensorDecoding.bytes(array);
    return new Tensor.Dense(type, Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes));
  }
}
