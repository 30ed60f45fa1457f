/** From a typed model back to a program of the model language that says the same. */
@NullMarked
package sinter.frontend.language.decompile;

import org.jspecify.annotations.NullMarked;
