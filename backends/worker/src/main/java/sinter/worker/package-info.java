/** The worker process: the only code that sees ONNX Runtime. */
@NullMarked
package sinter.worker;

import org.jspecify.annotations.NullMarked;
