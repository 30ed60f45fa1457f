package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Value of an attribute of an ONNX node that is not interpreted. */
public sealed interface AttrValue {
  /** The tensor that a node with this value as its constant states: a number is a scalar, a list a vector; else null. */
  default @Nullable Tensor asTensor() {
    return switch (this) {
      case Tens(var t) -> t;
      case Int(long v) -> Tensor.scalar(v);
      case Ints(var v) -> Tensor.vector(v);
      case Real(float v) -> Tensor.scalar(DType.F32, v);
      case Reals(var v) ->
          Tensor.ofDoubles(
              DType.F32,
              List.of((long) v.size()),
              v.stream().mapToDouble(Float::doubleValue).toArray());
      case Str(var v) -> new Tensor.Strings(new TensorType(DType.STRING, Shape.SCALAR), List.of(v));
      case Strs(var v) ->
          new Tensor.Strings(new TensorType(DType.STRING, Shape.of((long) v.size())), v);
      case Tensors _, Region _, Regions _, TypeOf _, TypesOf _, Message _, Ref _ -> null;
    };
  }

  record Int(long value) implements AttrValue {}

  /** Equality by bits, so that NaN equals itself. */
  record Real(float value) implements AttrValue {}

  record Str(Bytes value) implements AttrValue {}

  record Tens(Tensor value) implements AttrValue {}

  record Ints(List<Long> values) implements AttrValue {
    public Ints {
      values = List.copyOf(values);
    }
  }

  record Reals(List<Float> values) implements AttrValue {
    public Reals {
      values = List.copyOf(values);
    }
  }

  record Strs(List<Bytes> values) implements AttrValue {
    public Strs {
      values = List.copyOf(values);
    }
  }

  record Tensors(List<Tensor> values) implements AttrValue {
    public Tensors {
      values = List.copyOf(values);
    }
  }

  /** Region {@code index} of the node. */
  record Region(int index) implements AttrValue {}

  record Regions(List<Integer> indexes) implements AttrValue {
    public Regions {
      indexes = List.copyOf(indexes);
    }
  }

  record TypeOf(Type value) implements AttrValue {}

  record TypesOf(List<Type> values) implements AttrValue {
    public TypesOf {
      values = List.copyOf(values);
    }
  }

  /** A message that the IR does not look into (sparse tensors), serialized; {@code kind} is ONNX's attribute type. */
  record Message(int kind, List<Bytes> content) implements AttrValue {
    public Message {
      content = List.copyOf(content);
    }
  }

  /** Inside a function: the value of the caller's attribute {@code name}; {@code kind} is ONNX's attribute type. */
  record Ref(String name, int kind) implements AttrValue {}
}
