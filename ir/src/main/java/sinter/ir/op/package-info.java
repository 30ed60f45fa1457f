/** The operator catalogue: one immutable record per operator, its schema and its ONNX identity. */
@NullMarked
package sinter.ir.op;

import org.jspecify.annotations.NullMarked;
