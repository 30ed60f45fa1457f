/** The SSA graph: models, graphs, blocks, nodes and values. */
@NullMarked
package sinter.ir;

import org.jspecify.annotations.NullMarked;
