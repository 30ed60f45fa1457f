package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.ir.diag.CompilerBug;

/**
 * Prints the statements of a body. What is used once is written where it is used, as long as that keeps the
 * order in which parameters are declared, and the line short.
 */
final class BodyPrinter {
  /** Longest call inside a call. */
  private static final int NESTED = 44;

  /** Room for a target and its sign. */
  private static final int TARGET = 5;

  /** An expression that stands nowhere yet, and the variables that it reads. */
  private record Waiting(Rendered text, int index, List<Def> reads) {}

  final Lines out;
  final Variables names;
  final Map<Parameter, String> texts;
  private final Map<Def, Integer> uses = new HashMap<>();
  private final Map<Def, Integer> last = new HashMap<>();
  private final HashSet<Def> held = new HashSet<>();
  private final LinkedHashMap<Def, Waiting> waiting = new LinkedHashMap<>();
  private final ControlPrinter control = new ControlPrinter(this);
  private int index;

  BodyPrinter(Lines out, Variables names, Map<Parameter, String> texts) {
    this.out = out;
    this.names = names;
    this.texts = texts;
  }

  /** Prints the items of {@code body}, but not what becomes of its results. */
  void print(Item.Body body) {
    int i = 0;
    for (var item : body.items) {
      boolean takesVariables = !(item instanceof Item.Step || item instanceof Item.Use);
      for (var d : item.in()) {
        uses.merge(d, 1, Integer::sum);
        last.put(d, i);
        if (takesVariables) {
          held.add(d);
        }
      }
      i++;
    }
    for (var d : body.results) {
      uses.merge(d, 1, Integer::sum);
      last.put(d, Integer.MAX_VALUE);
    }
    for (index = 0; index < body.items.size(); index++) {
      var item = body.items.get(index);
      if (item instanceof Item.Step || item instanceof Item.Use) {
        expression(item);
      } else {
        flush();
        control.print(item);
      }
    }
  }

  private void expression(Item item) {
    if (declaresFirst(item)) {
      flush();
    }
    var operands = operands(item.in());
    var text = render(item, operands);
    boolean isConsuming = item.in().stream().anyMatch(waiting::containsKey);
    if (isConsuming && text.alone().length() + TARGET > out.room()) {
      flush();
      text = render(item, operands(item.in()));
    }
    var reads = consume(item.in());
    if (item.out().size() == 1) {
      var made = item.out().getFirst();
      if (uses.getOrDefault(made, 0) == 1 && !held.contains(made)) {
        waiting.put(made, new Waiting(text, index, reads));
        return;
      }
    }
    flush();
    assign(item.out(), text.alone(), index, reads);
  }

  /**
   * Whether a parameter stands before an operand that waits, and whose own parameters come first in the file.
   */
  private boolean declaresFirst(Item item) {
    if (!(item instanceof Item.Step(var form, _, var in, _))) {
      return false;
    }
    boolean isDeclared = false;
    for (var a : form.all()) {
      for (var p : a.pieces()) {
        isDeclared |= p instanceof Piece.Text(var text) && text.startsWith("stored(");
        if (isDeclared && p instanceof Piece.In(int index) && waiting.containsKey(in.get(index))) {
          return true;
        }
      }
    }
    return false;
  }

  private void assign(List<Def> made, String text, int at, List<Def> reads) {
    release(at);
    var targets =
        made.stream()
            .map(d -> uses.containsKey(d) ? names.name(d, reads) : "_")
            .collect(Collectors.joining(", "));
    out.line(targets + " = " + text);
  }

  /** Frees the names of what nothing reads after item {@code at}. */
  void release(int at) {
    last.forEach((d, i) -> {
      if (i <= at && names.knows(d)) {
        names.release(d);
      }
    });
  }

  /** Frees what nothing reads after the current item or, without {@code also}, after the one before. */
  void releaseHere(boolean also) {
    release(also ? index : index - 1);
  }

  boolean isUsed(Def def) {
    return uses.containsKey(def);
  }

  /** Whether nothing reads {@code def} after the current item. */
  boolean endsHere(Def def) {
    return last.getOrDefault(def, -1) <= index;
  }

  /** Operands as text: variables, or expressions in their place when that keeps their order. */
  private List<Rendered> operands(List<Def> in) {
    var consumed = in.stream().filter(waiting::containsKey).toList();
    var order = new ArrayList<>(waiting.keySet());
    boolean isLast =
        consumed.size() <= order.size()
            && consumed.equals(order.subList(order.size() - consumed.size(), order.size()));
    boolean isShort =
        consumed.stream()
            .filter(d -> d != in.getFirst() || consumed.size() > 1)
            .allMatch(d -> text(d).nested().length() <= NESTED);
    if (!isLast || !isShort) {
      flush();
    }
    return in.stream().map(this::text).toList();
  }

  private Rendered text(Def d) {
    var w = waiting.get(d);
    return w == null ? Rendered.variable(names.of(d)) : w.text();
  }

  /** Takes the expressions among {@code in} as written; what all of them read. */
  private List<Def> consume(List<Def> in) {
    var reads = new ArrayList<Def>();
    for (var d : in) {
      var w = waiting.remove(d);
      if (w == null) {
        reads.add(d);
      } else {
        reads.addAll(w.reads());
      }
    }
    return reads;
  }

  /** Writes every expression that waits. */
  void flush() {
    while (!waiting.isEmpty()) {
      var first = waiting.firstEntry();
      waiting.remove(first.getKey());
      var w = first.getValue();
      assign(List.of(first.getKey()), w.text().alone(), w.index(), w.reads());
    }
  }

  Rendered render(Item item, List<Rendered> operands) {
    return switch (item) {
      case Item.Step s -> Rendered.of(s.form(), s.slots(), operands, texts);
      case Item.Use u -> Rendered.of(form(u.block(), u.in().size()), u.slots(), operands, texts);
      case Item.Repeat _, Item.Branch _, Item.Loop _, Item.Scan _ ->
          throw new CompilerBug("a statement where an expression should be");
    };
  }

  /** The form of calls of {@code block}. */
  static Form form(Item.Found block, int tensors) {
    var arguments = new ArrayList<Argument>();
    for (int i = 0; i < tensors; i++) {
      arguments.add(new Argument(null, List.of(new Piece.In(i)), null));
    }
    for (boolean isOptional : new boolean[] {false, true}) {
      for (int i = 0; i < block.parameters.size(); i++) {
        var p = block.parameters.get(i);
        if ((p.byDefault != null) == isOptional) {
          var name = isOptional ? p.name : null;
          arguments.add(new Argument(name, List.of(new Piece.At(i, p.role)), p.byDefault));
        }
      }
    }
    return new Form.Call(block.name, arguments);
  }

  /** The last statement, {@code prefix} with a list of {@code results}. */
  void end(String prefix, List<Def> results) {
    var operands = operands(results);
    int length = operands.stream().mapToInt(o -> o.alone().length() + 2).sum();
    if (prefix.length() + length > out.room() && results.stream().anyMatch(waiting::containsKey)) {
      flush();
      operands = operands(results);
    }
    consume(results);
    boolean isOne = operands.size() == 1;
    out.line(
        prefix
            + operands.stream()
                .map(o -> isOne ? o.alone() : o.nested())
                .collect(Collectors.joining(", ")));
  }

  /** {@code output name = …}, or without a value where the variable is called so. */
  void output(String name, String declared, Def result) {
    boolean isItself = !waiting.containsKey(result) && names.of(result).equals(name);
    if (isItself) {
      flush();
      out.line("output " + declared);
    } else {
      end("output " + declared + " = ", List.of(result));
    }
  }

  /** Assigns all at once: no target changes before every result has been read. */
  void assignAll(List<String> targets, List<Def> results) {
    if (results.size() == 1) {
      if (waiting.containsKey(results.getFirst())
          || !names.of(results.getFirst()).equals(targets.getFirst())) {
        end(targets.getFirst() + " = ", results);
      }
      return;
    }
    flush();
    var sources = new ArrayList<String>();
    for (int i = 0; i < results.size(); i++) {
      var source = names.of(results.get(i));
      int at = targets.indexOf(source);
      if (at >= 0 && at < i) {
        var copy = names.unused(new Def(results.get(i).dtype));
        out.line(copy + " = " + source);
        source = copy;
      }
      sources.add(source);
    }
    for (int i = 0; i < results.size(); i++) {
      if (!sources.get(i).equals(targets.get(i))) {
        out.line(targets.get(i) + " = " + sources.get(i));
      }
    }
  }
}
