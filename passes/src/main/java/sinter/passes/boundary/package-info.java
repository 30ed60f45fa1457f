/** Between ONNX nodes and typed ops: reading, writing, functions. */
@NullMarked
package sinter.passes.boundary;

import org.jspecify.annotations.NullMarked;
