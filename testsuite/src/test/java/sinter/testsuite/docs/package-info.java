/** Tests that the documentation says what the code does. */
@NullMarked
package sinter.testsuite.docs;

import org.jspecify.annotations.NullMarked;
