/** Local rewriting: rules that stage replacements, the driver that commits them, and the journal. */
@NullMarked
package sinter.ir.rewrite;

import org.jspecify.annotations.NullMarked;
