/** The programs and models in {@code examples/}. */
@NullMarked
package sinter.testsuite.examples;

import org.jspecify.annotations.NullMarked;
