/** ONNX Runtime in its worker process, on every runtime set that comes with the product. */
@NullMarked
package sinter.testsuite.runtime;

import org.jspecify.annotations.NullMarked;
