/** The rules of the house, checked on the compiled classes. */
@NullMarked
package sinter.testsuite.house;

import org.jspecify.annotations.NullMarked;
