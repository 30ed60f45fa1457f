/** Tests across modules. */
@NullMarked
package sinter.testsuite;

import org.jspecify.annotations.NullMarked;
