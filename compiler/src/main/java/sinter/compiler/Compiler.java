package sinter.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.passes.Pass;
import sinter.passes.PassContext;
import sinter.passes.PassObserver;
import sinter.passes.Pipeline;
import sinter.passes.Presets;
import sinter.passes.boundary.FromOnnx;
import sinter.passes.boundary.InputsToConstants;
import sinter.passes.boundary.SetOpset;
import sinter.passes.boundary.ToOnnx;

/**
 * The main job: reads a model, runs a pipeline, writes the result beside the output, compares it with the input, and only
 * then makes it visible.
 *
 * {@snippet :
 * var report = Compiler.compile(CompileOptions.of(Path.of("model.onnx"), Path.of("small.onnx")));
 * if (report.verify().status().equals("equal")) {
 *   System.out.println(report.nodes().before() + " nodes became " + report.nodes().after());
 * }
 * }
 */
public final class Compiler {
  /** The version of the product. */
  public static final String VERSION = "0.1.0";

  private Compiler() {}

  /**
   * Compiles with nobody looking on.
   *
   * @throws InputError when the input cannot be read or compiled
   */
  public static CompileReport compile(CompileOptions options) {
    return compile(options, _ -> {}, List.of());
  }

  /**
   * Compiles; {@code listener} sees each diagnostic as it comes, the observers each pass.
   *
   * @throws InputError when the input cannot be read or compiled
   * @throws DifferentOutput when the output differs where it must not: a mistake of a pass; nothing is written
   * @throws MissedGate when a gate of the options was missed; nothing is written
   * @throws Crash when a pass fails; nothing is written
   */
  public static CompileReport compile(
      CompileOptions options, Consumer<Diagnostic> listener, List<PassObserver> observers) {
    return compile(options, listener, observers, UnaryOperator.identity());
  }

  /** Compiles with further settings of the passes' context, for tests. */
  static CompileReport compile(
      CompileOptions options,
      Consumer<Diagnostic> listener,
      List<PassObserver> observers,
      UnaryOperator<PassContext> decoration) {
    return new Compilation(options, new Diagnostics(listener), observers, decoration).run();
  }

  /**
   * The pipeline that {@code options} ask for: a preset by name, or pipeline text; without what the options leave out,
   * and with the move to another opset as soon as the model is typed.
   */
  static Pipeline pipeline(CompileOptions options) {
    var steps = new ArrayList<>(options.passes().parsed().steps());
    // In a program, an input that may be left out is meant; in a file, it may be all that the
    // format allowed.
    boolean isMeant =
        ModelFiles.isProgram(options.input())
            && Presets.names().contains(options.passes().pipeline());
    if (isMeant || options.signature().keepInitializerInputs()) {
      steps.removeIf(InputsToConstants.class::isInstance);
    }
    long opset = options.target().opset();
    if (opset != 0) {
      int typed = first(steps, FromOnnx.class);
      if (typed < 0) {
        steps.add(FromOnnx.DEFAULTS);
        steps.add(ToOnnx.DEFAULTS);
        typed = steps.size() - 2;
      }
      steps.add(typed + 1, new SetOpset(opset));
    }
    return new Pipeline(steps);
  }

  private static int first(List<Pass> steps, Class<? extends Pass> type) {
    for (int i = 0; i < steps.size(); i++) {
      if (type.isInstance(steps.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** A difference between input and output where none is allowed. */
  public static final class DifferentOutput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable transient Path reproducer;

    public DifferentOutput(String message, @Nullable Path reproducer) {
      super(message);
      this.reproducer = reproducer;
    }

    /** Folder with what is needed to repeat it. */
    public @Nullable Path reproducer() {
      return reproducer;
    }

    /** What happened, for the user. */
    public Diagnostic diagnostic() {
      var d =
          Diagnostic.error(Code.DIFFERENT_OUTPUT, Loc.UNKNOWN, String.valueOf(getMessage()))
              .with("this is a mistake of the compiler; no output was written");
      return reproducer == null ? d : d.with(reproducer + " has what is needed to repeat it");
    }
  }

  /** A gate that the output did not pass. */
  public static final class MissedGate extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MissedGate(String message) {
      super(message);
    }

    /** What was missed, for the user. */
    public Diagnostic diagnostic() {
      return Diagnostic.error(Code.GATE_MISSED, Loc.UNKNOWN, String.valueOf(getMessage()));
    }
  }
}
