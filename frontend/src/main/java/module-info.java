/** Readers: from a file of some format to a model in the intermediate representation. */
module sinter.frontend {
  requires static org.jspecify;
  requires transitive sinter.ir;
  requires sinter.grammar;
  requires com.fasterxml.jackson.core;

  exports sinter.frontend.data;
  exports sinter.frontend.language;
  exports sinter.frontend.language.ast;
  exports sinter.frontend.language.decompile;
  exports sinter.frontend.language.weights;
  exports sinter.frontend.onnx;
  exports sinter.frontend.text;
}
