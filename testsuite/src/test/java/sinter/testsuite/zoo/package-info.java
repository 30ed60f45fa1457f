/** The networks of the examples and the standard library: each is run, and shown to be what it is called. */
@NullMarked
package sinter.testsuite.zoo;

import org.jspecify.annotations.NullMarked;
