/** The textual form: printing, and what printing and reading share. */
@NullMarked
package sinter.ir.text;

import org.jspecify.annotations.NullMarked;
