package sinter.ir.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/**
 * What is known of the elements of a small tensor of rank 0 or 1: each a whole constant, an expression of symbolic
 * dimensions, or unknown. This is how shape arithmetic is followed through Shape, Gather, Concat and the like, also
 * where it takes a detour through floats.
 */
public record Contents(boolean scalar, List<Dim> elements) {
  /** Longest vector that is followed. */
  public static final int LIMIT = 64;

  public Contents {
    elements = List.copyOf(elements);
    if (scalar && elements.size() != 1) {
      throw new IllegalArgumentException("a scalar has one element, not " + elements.size());
    }
  }

  public static Contents scalar(Dim value) {
    return new Contents(true, List.of(value));
  }

  public static Contents vector(List<Dim> elements) {
    return new Contents(false, elements);
  }

  /** Contents of a constant, unknown where it exceeds 63 bits; null when it is not a small scalar or vector of whole numbers. */
  public static @Nullable Contents of(Tensor tensor) {
    var dtype = tensor.dtype();
    boolean real = dtype == DType.F32 || dtype == DType.F64;
    boolean integral = dtype.isInteger() || dtype == DType.BOOL;
    if ((!integral && !real) || tensor.rank() > 1 || tensor.size() > LIMIT) {
      return null;
    }
    var from = Elements.of(tensor);
    var elements = new ArrayList<Dim>();
    for (long i = 0; i < tensor.size(); i++) {
      if (real && !isWhole(from.getDouble(i))) {
        return null;
      }
      long value = from.getLong(i);
      elements.add(dtype == DType.U64 && value < 0 ? Dim.UNKNOWN : Dim.of(value));
    }
    return new Contents(tensor.rank() == 0, elements);
  }

  /** True for whole numbers that single precision tells apart. */
  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) <= 0x1p24;
  }

  public static Contents unknown(int size) {
    return vector(Collections.nCopies(size, Dim.UNKNOWN));
  }

  public int size() {
    return elements.size();
  }

  public Dim at(int index) {
    return elements.get(index);
  }

  /** True when every element is a constant. */
  public boolean isConst() {
    return elements.stream().allMatch(Dim::isConst);
  }

  /** The constants, or null when some element is not one. */
  public @Nullable List<Long> constants() {
    return isConst() ? elements.stream().map(Dim::constant).toList() : null;
  }
}
