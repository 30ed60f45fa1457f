package sinter.ir.op;

import sinter.ir.type.Dim;

/** Work of one node: multiply-accumulates, symbolic where shapes are; {@link Dim#UNKNOWN} when shapes are not known. */
public record Cost(Dim macs) {
  public static final Cost FREE = new Cost(Dim.of(0));
}
