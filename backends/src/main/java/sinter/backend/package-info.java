/** What the targets have in common. */
@NullMarked
package sinter.backend;

import org.jspecify.annotations.NullMarked;
