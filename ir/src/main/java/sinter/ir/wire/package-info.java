/**
 * The wire form of ONNX files, as far as tensor payloads are concerned: {@link
 * sinter.ir.wire.WireScanner} takes them out of a mapped file, {@link sinter.ir.wire.WireSplicer}
 * puts them back. Neither reads a payload, and neither knows anything else about the messages.
 */
@NullMarked
package sinter.ir.wire;

import org.jspecify.annotations.NullMarked;
