package sinter.ir.op;

import java.util.List;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Value of an attribute of an ONNX node that is not interpreted. */
public sealed interface AttrValue {
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
