/** Types of values: element types, shapes with symbolic dimensions, and the ONNX value kinds. */
@NullMarked
package sinter.ir.type;

import org.jspecify.annotations.NullMarked;
