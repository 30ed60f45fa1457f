/** Values for the inputs of models, from files. */
@NullMarked
package sinter.compiler.data;

import org.jspecify.annotations.NullMarked;
