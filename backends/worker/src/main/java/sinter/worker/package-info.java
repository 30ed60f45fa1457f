/**
 * The only code that sees ONNX Runtime: a class-path program that opens and runs models for its parent
 * process.
 *
 * <p>It reads requests from its standard input and writes replies to a pipe of their own, so that nothing
 * a native library prints can end up between two messages. It ends when its standard input does.
 */
@NullMarked
package sinter.worker;

import org.jspecify.annotations.NullMarked;
