/** Tests of the library API from inside its package. */
@NullMarked
package sinter.compiler;

import org.jspecify.annotations.NullMarked;
