/** Tensors in files: NumPy arrays and the messages of ONNX test data. */
@NullMarked
package sinter.compiler.data;

import org.jspecify.annotations.NullMarked;
