/** Writers and runners: from a model to the files of a target, and their execution. */
module sinter.backend {
  requires static org.jspecify;
  requires transitive sinter.ir;
  requires transitive sinter.passes;
  requires sinter.grammar;
  requires transitive sinter.worker;

  exports sinter.backend.onnx;
}
