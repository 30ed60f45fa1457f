/** Diagnostics: what went wrong, where, and what would mend it. */
@NullMarked
package sinter.ir.diag;

import org.jspecify.annotations.NullMarked;
