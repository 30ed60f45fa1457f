/** What is generated from a description of a format: the ONNX messages and the parser of the textual IR. */
module sinter.grammar {
  requires transitive com.google.protobuf;
  requires transitive org.antlr.antlr4.runtime;

  exports sinter.grammar.onnx;
  exports sinter.grammar.language;
  exports sinter.grammar.text;
}
