@NullMarked
package sinter.testsuite.text;

import org.jspecify.annotations.NullMarked;
