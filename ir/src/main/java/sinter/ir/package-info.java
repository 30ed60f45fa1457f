/** The SSA intermediate representation: models, graphs, blocks, nodes, values and their verifier. */
@NullMarked
package sinter.ir;

import org.jspecify.annotations.NullMarked;
