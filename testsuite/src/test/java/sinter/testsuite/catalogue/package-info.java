/** The operator catalogue against published facts. */
@NullMarked
package sinter.testsuite.catalogue;

import org.jspecify.annotations.NullMarked;
