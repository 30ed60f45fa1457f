/** Transformations of models, pipelines of them, and what the targets need from them. */
module sinter.passes {
  requires static org.jspecify;
  requires transitive sinter.ir;

  exports sinter.passes;
  exports sinter.passes.boundary;
  exports sinter.passes.clean;
  exports sinter.passes.fuse;
  exports sinter.passes.norm;
}
