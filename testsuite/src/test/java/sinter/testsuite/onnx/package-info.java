/** Tests of the ONNX reader and writer. */
@NullMarked
package sinter.testsuite.onnx;

import org.jspecify.annotations.NullMarked;
