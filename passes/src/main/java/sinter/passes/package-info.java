/** Passes, pipelines and their manager. */
@NullMarked
package sinter.passes;

import org.jspecify.annotations.NullMarked;
