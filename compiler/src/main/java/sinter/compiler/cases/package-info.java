/** Compiler tests that users run: cases in ONNX's backend layout, and cases in textual IR. */
@NullMarked
package sinter.compiler.cases;

import org.jspecify.annotations.NullMarked;
