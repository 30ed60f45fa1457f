/** Reads the textual form of the intermediate representation. */
@NullMarked
package sinter.frontend.text;

import org.jspecify.annotations.NullMarked;
