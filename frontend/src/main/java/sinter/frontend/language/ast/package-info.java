/** Syntax trees of the model language: immutable, with the place of every part. */
@NullMarked
package sinter.frontend.language.ast;

import org.jspecify.annotations.NullMarked;
