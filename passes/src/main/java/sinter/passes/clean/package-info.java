/** Clean-up: canonical forms, common and dead code, constants, shapes. */
@NullMarked
package sinter.passes.clean;

import org.jspecify.annotations.NullMarked;
