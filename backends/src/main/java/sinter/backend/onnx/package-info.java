/**
 * ONNX files out, and ONNX Runtime in a worker process of its own. What the reader kept of each
 * message (see {@code sinter.frontend.onnx}) is the start of the message written, so that an
 * untouched model comes back field by field.
 */
@NullMarked
package sinter.backend.onnx;

import org.jspecify.annotations.NullMarked;
