package sinter.frontend.language.decompile;

import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;

/** A tensor of a program: what an item makes, or what a body is given. Equal only to itself. */
final class Def {
  /** Its element type, as far as it is known. */
  final @Nullable DType dtype;

  Def(@Nullable DType dtype) {
    this.dtype = dtype;
  }

  Def copy() {
    return new Def(dtype);
  }
}
