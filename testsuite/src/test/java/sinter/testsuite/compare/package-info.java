/** What counts as equal, which inputs are tried, and that a comparison can fail. */
@NullMarked
package sinter.testsuite.compare;

import org.jspecify.annotations.NullMarked;
