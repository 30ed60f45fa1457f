package sinter.cli;

import picocli.CommandLine;

/** Runs every verb once in one JVM, for the launcher, which records what gets loaded. */
final class Training {
  private Training() {}

  public static void main(String[] args) {
    new CommandLine(new Main()).execute("--help");
    new CommandLine(new Main()).execute("--version");
    System.exit(0);
  }
}
