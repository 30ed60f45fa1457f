/** Tests of the command line, in this process. */
@NullMarked
package sinter.testsuite.cli;

import org.jspecify.annotations.NullMarked;
