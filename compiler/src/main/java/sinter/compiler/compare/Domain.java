package sinter.compiler.compare;

import java.util.List;
import sinter.ir.tensor.Bytes;
import sinter.ir.type.Dim;

/** Which numbers make sense as elements of an input. */
sealed interface Domain {
  /** Anything the element type can hold; which scale is a matter of the sample. */
  record Free() implements Domain {}

  /** Integers in [low, high), the bounds possibly symbolic. */
  record Range(Dim low, Dim high) implements Domain {
    static Range of(long low, long high) {
      return new Range(Dim.of(low), Dim.of(high));
    }
  }

  /** Zeros and ones, ones more often, the first of each row always. */
  record Mask() implements Domain {}

  /** One of these numbers. */
  record Choice(List<Double> values) implements Domain {
    public Choice {
      values = List.copyOf(values);
    }
  }

  /** 0, 1, 2 … along the elements: distinct axes. */
  record Counting() implements Domain {}

  /** The shape that flattens: -1, then ones. */
  record Flattening() implements Domain {}

  /** Real numbers in [low, high). */
  record Interval(double low, double high) implements Domain {}

  /** Strings. */
  record Words(List<Bytes> values) implements Domain {
    public Words {
      values = List.copyOf(values);
    }
  }

  Domain FREE = new Free();
}
