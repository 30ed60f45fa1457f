/** Constant data: mapped, dense, splat and derived tensors, and element access in bounded memory. */
@NullMarked
package sinter.ir.tensor;

import org.jspecify.annotations.NullMarked;
