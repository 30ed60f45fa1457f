/** The intermediate representation: models, operators, types, tensors, rewriting, text and diagnostics. */
module sinter.ir {
  requires static transitive org.jspecify;

  exports sinter.ir.wire;
}
