/** The model language: parsing, formatting, weights, and what its programs mean. */
@NullMarked
package sinter.testsuite.language;

import org.jspecify.annotations.NullMarked;
