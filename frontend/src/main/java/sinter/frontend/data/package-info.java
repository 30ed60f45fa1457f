/** Arrays in files of other programs: NumPy's, alone and in archives, and safetensors. */
@NullMarked
package sinter.frontend.data;

import org.jspecify.annotations.NullMarked;
