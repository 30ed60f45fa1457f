/** The library API. */
@NullMarked
package sinter.compiler;

import org.jspecify.annotations.NullMarked;
