/**
 * Decides whether two models compute the same: valid inputs from a seed, runs of both on the same runtime,
 * and a comparison of every output that is able to fail.
 */
@NullMarked
package sinter.compiler.compare;

import org.jspecify.annotations.NullMarked;
