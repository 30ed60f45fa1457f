/**
 * A double-precision interpreter of ONNX models at the level of protobuf messages, in obvious loops.
 *
 * <p>It is the independent computation that exactness claims are tested against: it shares no code
 * with the compiler's intermediate representation or its kernels.
 */
@NullMarked
package sinter.testsuite.reference;

import org.jspecify.annotations.NullMarked;
