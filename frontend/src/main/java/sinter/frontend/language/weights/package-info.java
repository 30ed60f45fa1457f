/** Where the parameters of a model come from: initializers, and files of tensors. */
@NullMarked
package sinter.frontend.language.weights;

import org.jspecify.annotations.NullMarked;
