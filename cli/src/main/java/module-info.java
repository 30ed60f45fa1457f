/** The command line: one class per verb, no logic. */
module sinter.cli {
  requires static org.jspecify;
  requires sinter.compiler;
  requires info.picocli;
  requires me.tongfei.progressbar;

  exports sinter.cli;

  opens sinter.cli to
      info.picocli;
}
