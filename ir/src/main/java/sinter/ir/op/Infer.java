package sinter.ir.op;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.type.Type;

/** Receives what type inference of one node has to complain about. */
public final class Infer {
  private final Diagnostics sink;
  private final Loc at;
  private final String node;
  private final int outputs;

  public Infer(Diagnostics sink, Loc at, String node, int outputs) {
    this.sink = sink;
    this.at = at;
    this.node = node;
    this.outputs = outputs;
  }

  /** One that nobody listens to. */
  static Infer silent() {
    return new Infer(new Diagnostics(), Loc.UNKNOWN, "a node", 1);
  }

  /** Reports {@code format} against operand {@code operand}; the results stay unknown. */
  public List<Type> error(int operand, Code code, String format, Object... args) {
    sink.report(
        Diagnostic.error(code, at, String.format(Locale.ROOT, format, args))
            .with("operand " + operand + " of " + node));
    return unknown();
  }

  /** Shapes that do not fit. */
  public List<Type> shapes(int operand, String format, Object... args) {
    return error(operand, Code.SHAPE_MISMATCH, format, args);
  }

  /** One opaque type per result. */
  public List<Type> unknown() {
    return Collections.nCopies(Math.max(1, outputs), Type.OPAQUE);
  }
}
