/** The model language: from a {@code .sinter} file to a model in the intermediate representation. */
@NullMarked
package sinter.frontend.language;

import org.jspecify.annotations.NullMarked;
