@NullMarked
package sinter.frontend.text;

import org.jspecify.annotations.NullMarked;
