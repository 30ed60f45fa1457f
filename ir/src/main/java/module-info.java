/** The intermediate representation: models, operators, types, tensors, rewriting, text and diagnostics. */
module sinter.ir {
  requires static transitive org.jspecify;

  exports sinter.ir;
  exports sinter.ir.diag;
  exports sinter.ir.op;
  exports sinter.ir.rewrite;
  exports sinter.ir.tensor;
  exports sinter.ir.text;
  exports sinter.ir.type;
  exports sinter.ir.wire;
}
