/** Recognition of what exporters spell with several ops and the model's opset has one op for. */
@NullMarked
package sinter.passes.fuse;

import org.jspecify.annotations.NullMarked;
