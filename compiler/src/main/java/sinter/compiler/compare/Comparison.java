package sinter.compiler.compare;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Compares two values of one output. The first is the reference. */
public final class Comparison {
  private static final double FAINT = 1e-3;

  private final Tolerance tolerance;

  public Comparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** Whether only shape and element type are compared. */
  boolean isShapeOnly() {
    return tolerance instanceof Tolerance.ShapeOnly;
  }

  /** The one of the two that allows more. */
  Comparison looser(Comparison other) {
    return switch (tolerance) {
      case Tolerance.ShapeOnly() -> this;
      case Tolerance.Relative(double mine) ->
          other.tolerance instanceof Tolerance.Relative(double theirs) && theirs <= mine
              ? this
              : other;
    };
  }

  /** What the two values have not in common. */
  public Difference of(Datum reference, Datum value) {
    return switch (reference) {
      case Tensor tensor ->
          value instanceof Tensor other ? tensors(tensor, other) : otherKind(reference, value);
      case Datum.Sequence(List<Datum> elements) ->
          value instanceof Datum.Sequence(List<Datum> others)
              ? lists("sequence", elements, others)
              : otherKind(reference, value);
      case Datum.Mapping(Tensor keys, List<Datum> values) ->
          value instanceof Datum.Mapping(Tensor otherKeys, List<Datum> others)
              ? tensors(keys, otherKeys).worst(lists("map", values, others))
              : otherKind(reference, value);
      case Datum.Maybe(var content) -> {
        if (!(value instanceof Datum.Maybe(var other))) {
          yield otherKind(reference, value);
        }
        if (content == null && other == null) {
          yield Difference.NONE;
        }
        yield content == null || other == null
            ? Difference.structural("one optional is empty")
            : of(content, other);
      }
    };
  }

  private static Difference otherKind(Datum reference, Datum value) {
    return Difference.structural(kind(value) + ", expected " + kind(reference));
  }

  private static String kind(Datum datum) {
    return switch (datum) {
      case Tensor tensor -> tensor.type().toString();
      case Datum.Sequence _ -> "a sequence";
      case Datum.Mapping _ -> "a map";
      case Datum.Maybe _ -> "an optional";
    };
  }

  private Difference lists(String what, List<Datum> reference, List<Datum> values) {
    if (reference.size() != values.size()) {
      boolean free = tolerance instanceof Tolerance.ShapeOnly;
      return free
          ? Difference.NONE
          : Difference.structural(what + " of " + values.size() + ", expected " + reference.size());
    }
    Difference worst = Difference.NONE;
    for (int i = 0; i < values.size(); i++) {
      worst = worst.worst(of(reference.get(i), values.get(i)));
    }
    return worst;
  }

  private Difference tensors(Tensor reference, Tensor value) {
    if (!reference.type().equals(value.type())) {
      return otherKind(reference, value);
    }
    return switch (tolerance) {
      case Tolerance.ShapeOnly() -> Difference.NONE;
      case Tolerance.Relative(double relative) -> {
        DType type = reference.dtype();
        if (type.kind() == DType.Kind.COMPLEX) {
          yield new FloatComparison(relative, parts(reference), parts(value)).result();
        }
        yield isExact(type)
            ? BitComparison.of(reference, value)
            : new FloatComparison(relative, reference, value).result();
      }
    };
  }

  /** Real and imaginary parts side by side along a new last axis. */
  private static Tensor parts(Tensor complex) {
    List<Long> dims = new ArrayList<>(complex.dims());
    dims.add(2L);
    DType part = complex.dtype() == DType.C64 ? DType.F32 : DType.F64;
    return new Tensor.Dense(TensorType.of(part, Shape.ofLongs(dims)), complex.content());
  }

  /** Integers, booleans, strings and floats of 8 bits or less. */
  static boolean isExact(DType type) {
    return !(type.kind() == DType.Kind.FLOAT && type.bits() >= 16);
  }

  /** A value of the same kind and type in which every number is zero, every string empty. */
  public static Datum zeros(Datum datum) {
    return switch (datum) {
      case Tensor.Strings(TensorType type, var values) ->
          new Tensor.Strings(type, values.stream().map(_ -> Bytes.EMPTY).toList());
      case Tensor tensor ->
          new Tensor.Dense(
              tensor.type(), MemorySegment.ofArray(new byte[Math.toIntExact(tensor.byteSize())]));
      case Datum.Sequence(List<Datum> elements) ->
          new Datum.Sequence(elements.stream().map(Comparison::zeros).toList());
      case Datum.Mapping(Tensor keys, List<Datum> values) ->
          new Datum.Mapping(keys, values.stream().map(Comparison::zeros).toList());
      case Datum.Maybe(var value) -> new Datum.Maybe(value == null ? null : zeros(value));
    };
  }

  /** Whether this comparison would notice if every number of {@code reference} were zero instead. */
  public boolean canFail(Datum reference) {
    return !of(reference, zeros(reference)).isEqual();
  }

  /** Whether a float tensor has elements other than zero, but all of them below 1e-3. */
  static boolean isFaint(Datum datum) {
    if (!(datum instanceof Tensor tensor)
        || datum instanceof Tensor.Strings
        || tensor.dtype().kind() != DType.Kind.FLOAT) {
      return false;
    }
    double largest = 0;
    for (double element : tensor.doubles()) {
      largest = Double.isFinite(element) ? Math.max(largest, Math.abs(element)) : largest;
    }
    return largest > 0 && largest < FAINT;
  }
}
