/** What rules of several passes ask of the nodes they look at. */
@NullMarked
package sinter.passes.match;

import org.jspecify.annotations.NullMarked;
