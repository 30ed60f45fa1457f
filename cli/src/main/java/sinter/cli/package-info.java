/** The verbs of the command line. */
@NullMarked
package sinter.cli;

import org.jspecify.annotations.NullMarked;
