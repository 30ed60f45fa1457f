package sinter.cli;

/** Text attributes; without colours every method returns its text. */
record Ink(boolean on) {
  private String with(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  String bold(String text) {
    return with("1", text);
  }

  String dim(String text) {
    return with("2", text);
  }

  String red(String text) {
    return with("1;31", text);
  }

  String yellow(String text) {
    return with("33", text);
  }

  String green(String text) {
    return with("32", text);
  }

  String cyan(String text) {
    return with("36", text);
  }
}
