/** Folding of normalizations and per-channel arithmetic into the weights next to them. */
@NullMarked
package sinter.passes.norm;

import org.jspecify.annotations.NullMarked;
