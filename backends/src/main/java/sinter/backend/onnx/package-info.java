/** ONNX files out, and ONNX Runtime in a worker process of its own. */
@NullMarked
package sinter.backend.onnx;

import org.jspecify.annotations.NullMarked;
