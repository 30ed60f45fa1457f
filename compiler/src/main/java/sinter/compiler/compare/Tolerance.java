package sinter.compiler.compare;

import java.util.Set;
import sinter.ir.type.DType;

/** How closely an output has to agree. */
public sealed interface Tolerance {
  /** Shape and element type only: the output depends on an unseeded random operator. */
  record ShapeOnly() implements Tolerance {}

  /**
   * Floating-point elements agree within {@code relative} of the largest one, and within ten times that
   * along each slice; everything that is not a float of at least 16 bits agrees bit by bit.
   */
  record Relative(double relative) implements Tolerance {}

  Tolerance SHAPE_ONLY = new ShapeOnly();
  Tolerance SINGLE = new Relative(1e-4);
  Tolerance HALF = new Relative(1e-2);
  Tolerance DOUBLE = new Relative(1e-9);

  /**
   * The tolerance of an output that values of these types flow into: that of the least precise float among
   * them. An output of no float type at all is treated as single precision, which then concerns nothing.
   */
  static Tolerance of(Set<DType> types) {
    boolean single = false;
    boolean twice = false;
    for (DType type : types) {
      if (type.kind() == DType.Kind.FLOAT && type.bits() <= 16) {
        return HALF;
      }
      single |= type == DType.F32 || type == DType.C64;
      twice |= type == DType.F64 || type == DType.C128;
    }
    return twice && !single ? DOUBLE : SINGLE;
  }
}
