package sinter.compiler.compare;

import java.util.Map;
import sinter.ir.tensor.Datum;

/**
 * One input of the reference and what it makes of it.
 *
 * @param canFail whether all-zero outputs would be noticed
 */
record Sample(
    Binding binding,
    Flavour flavour,
    long seed,
    Map<String, Datum> feeds,
    Map<String, Datum> outputs,
    boolean canFail) {}
