/** The library API: compile, compare, measure and inspect models. */
module sinter.compiler {
  requires static org.jspecify;
  requires transitive sinter.ir;
  requires transitive sinter.passes;
  requires transitive sinter.backend;
  requires transitive sinter.frontend;
  requires sinter.grammar;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.annotation;
  requires java.xml;

  exports sinter.compiler;
  exports sinter.compiler.cases;
  exports sinter.compiler.compare;
  exports sinter.compiler.data;
}
