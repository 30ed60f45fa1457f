/** What the readers have in common. */
@NullMarked
package sinter.frontend;

import org.jspecify.annotations.NullMarked;
