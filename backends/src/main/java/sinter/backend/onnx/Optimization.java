package sinter.backend.onnx;

/** How far the runtime may rewrite a model when it loads it. */
public enum Optimization {
  OFF("NO_OPT"),
  BASIC("BASIC_OPT"),
  EXTENDED("EXTENDED_OPT"),
  ON("ALL_OPT");

  private final String level;

  Optimization(String level) {
    this.level = level;
  }

  String level() {
    return level;
  }
}
