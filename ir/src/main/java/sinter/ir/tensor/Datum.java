package sinter.ir.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value at run time: a tensor, or one of ONNX's compound values. */
public sealed interface Datum permits Tensor, Datum.Sequence, Datum.Mapping, Datum.Maybe {

  /** A list of values. */
  record Sequence(List<Datum> elements) implements Datum {
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /** A dictionary: keys (integers or strings, rank 1) and as many values. */
  record Mapping(Tensor keys, List<Datum> values) implements Datum {
    public Mapping {
      values = List.copyOf(values);
    }
  }

  /** An optional value; {@code value} is null when absent. */
  record Maybe(@Nullable Datum value) implements Datum {}
}
