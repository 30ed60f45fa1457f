package sinter.frontend.language;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.TypeExpr;
import sinter.ir.Model;
import sinter.ir.NodeMap;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** The parts of one run of a program: evaluation at compile time, which leaves the model behind. */
final class Lowering {
  final Library standard;
  final Emitter emitter;
  final Extents extents;
  final Tensors tensors;
  final OpCalls ops;
  final TensorMath math;
  final Indexing indexing;
  final Patterns patterns;
  final Parameters parameters;
  final Expressions expressions;
  final Calls calls;
  final Signature signature;
  final Bodies bodies;
  final Branches branches;
  final Loops loops;
  final Statements statements;

  /** Where the nodes of imported models are called, if they are not interpreted. */
  final NodeMap<Loc.Span> imported = new NodeMap<>();

  /** By constant or default of an imported model, the constant that stands for it here. */
  final Map<Value, Value> shared = new HashMap<>();

  /** Statements, iterations and elements of comprehensions that a program may run at compile time. */
  private static final int MOST_STEPS = 1 << 22;

  /** Elements of lists and characters of texts that are made in one step. */
  private static final int ELEMENTS_PER_STEP = 32;

  private static final String OF_LOOPS = "'loop' and 'scan' run with the model and take one step";
  private static final String OF_LISTS =
      "a list or text counts by its length each time that one is made or passed on: 'a = a + [x]' in"
          + " a 'for' copies it every time, '[x for i in 0..n]' makes it at once";

  private long steps;
  private long mistakes;
  private final Diagnostics diagnostics;
  private final Set<String> told = new HashSet<>();

  Lowering(Model model, Library library, long seed, Diagnostics diagnostics) {
    standard = library;
    this.diagnostics = diagnostics;
    emitter = new Emitter(model);
    extents = new Extents(emitter);
    tensors = new Tensors(emitter, extents);
    ops = new OpCalls(emitter, tensors);
    math = new TensorMath(ops, tensors);
    indexing = new Indexing(ops, tensors, extents);
    parameters = new Parameters(emitter, seed);
    expressions = new Expressions(this);
    patterns = new Patterns(tensors, expressions::extent, expressions::known);
    calls = new Calls(this);
    signature = new Signature(this);
    bodies = new Bodies(this);
    branches = new Branches(this, bodies);
    loops = new Loops(this, bodies);
    statements = new Statements(this);
  }

  /**
   * Counts a step of the program.
   *
   * @throws Exhausted when there were too many
   */
  void step(Loc.Span at, Frame frame) {
    steps(at, frame, 1);
  }

  /** Counts what making or reading through {@code v} takes beside its step. */
  void work(Loc.Span at, Frame frame, Val v) {
    switch (v) {
      case Val.ListOf(var all) ->
          steps(at, frame, Elements.of(all).weight() / ELEMENTS_PER_STEP, OF_LISTS);
      case Val.Text(var text) -> steps(at, frame, text.length() / ELEMENTS_PER_STEP, OF_LISTS);
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ -> {}
    }
  }

  /** Counts {@code more} steps. */
  void steps(Loc.Span at, Frame frame, long more) {
    steps(at, frame, more, OF_LOOPS);
  }

  private void steps(Loc.Span at, Frame frame, long more, String note) {
    steps += more;
    if (steps > MOST_STEPS) {
      var error =
          Diagnostic.error(
              Code.TOO_LARGE,
              at,
              "the program takes more than " + MOST_STEPS + " steps at compile time");
      throw new Exhausted(located(error.with(note), frame));
    }
  }

  /**
   * Reports a mistake once per place. One inside the standard library is told where the user's program calls it; the
   * blocks around it are notes.
   */
  void report(InputError error, Frame frame) {
    mistakes++;
    var d = located(error.diagnostic(), frame);
    if (told.add(d.at() + d.message())) {
      diagnostics.report(d);
    }
  }

  /** Tells of sizes that {@code type} says, that only the run knows, and that {@code found} is not known to have. */
  void warnOfOpen(Loc.Span at, String what, TypeExpr type, Value found, Scope scope) {
    var open = patterns.open(type, found.tensorType(), scope);
    if (!open.isEmpty()) {
      diagnostics.report(
          Diagnostic.warning(
                  Code.DECLARED_TYPE,
                  at,
                  "%s is declared %s; it is %s, where %s may be another when the model runs"
                      .formatted(
                          what, Patterns.text(type), found.type(), String.join(" and ", open)))
              .with("the declaration changes nothing of what is computed"));
    }
  }

  /** How many mistakes statements have ended with, those that were not told again included. */
  long mistakes() {
    return mistakes;
  }

  /** Where the user's program calls what leads to {@code at}; that itself outside of the standard library. */
  static Loc.Span origin(Loc.Span at, Frame frame) {
    var from = at;
    for (var f = frame; f.unit().isLibrary() && f.caller() instanceof Frame outer; f = outer) {
      from = f.calledAt();
    }
    return from;
  }

  private static Diagnostic located(Diagnostic d, Frame frame) {
    var at = d.at();
    var result = d;
    @Nullable Frame f = frame;
    if (f.unit().isLibrary()) {
      while (f.unit().isLibrary() && f.caller() instanceof Frame outer) {
        at = f.calledAt();
        f = outer;
      }
      result =
          new Diagnostic(d.severity(), d.code(), d.message(), at, d.notes())
              .with("in " + frame.block().name() + " of the standard library", d.at());
    }
    for (; f != null && f.caller() != null; f = f.caller()) {
      result = result.with("in " + f.block().name() + ", called", f.calledAt());
    }
    return result;
  }
}
