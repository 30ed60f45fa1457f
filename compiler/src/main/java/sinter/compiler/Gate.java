package sinter.compiler;

/** Conditions on a finished compilation. */
final class Gate {
  private Gate() {}

  /**
   * Checks every gate.
   *
   * @throws Compiler.MissedGate naming the first that was missed, with both numbers
   */
  static void check(CompileOptions options, CompileReport report) {
    var gates = options.limits();
    if (gates.maxNodes() instanceof Long max && report.nodes().after() > max) {
      throw new Compiler.MissedGate(
          "--max-nodes " + max + " was missed: the output has " + report.nodes().after());
    }
    if (gates.maxBytes() instanceof Long max && report.bytes().after() > max) {
      throw new Compiler.MissedGate(
          "--max-bytes " + max + " was missed: the output has " + report.bytes().after());
    }
    var verify = report.verify();
    boolean required = options.verification().mode() == CompileOptions.Mode.REQUIRED;
    if (required && !verify.status().equals("equal")) {
      throw new Compiler.MissedGate(
          "--verify=require was missed: the comparison ended as "
              + verify.status()
              + ", "
              + verify.reason());
    }
    if (gates.maxError() instanceof Double max
        && !(verify.maxAbsError() instanceof Double e && e <= max)) {
      throw new Compiler.MissedGate(
          "--max-error " + max + " was missed: the largest error is " + verify.maxAbsError());
    }
    if (gates.minSqnr() instanceof Double min
        && !(verify.sqnrDb() instanceof Double s && s >= min)) {
      throw new Compiler.MissedGate(
          "--min-sqnr " + min + " was missed: the signal-to-noise ratio is " + verify.sqnrDb());
    }
  }
}
