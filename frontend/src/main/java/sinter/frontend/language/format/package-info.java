/** The one way in which programs of the model language are laid out. */
@NullMarked
package sinter.frontend.language.format;

import org.jspecify.annotations.NullMarked;
