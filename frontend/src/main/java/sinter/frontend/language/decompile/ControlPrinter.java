package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import sinter.ir.diag.CompilerBug;

/** Prints loops and branches of a body. */
final class ControlPrinter {
  private final BodyPrinter around;

  ControlPrinter(BodyPrinter around) {
    this.around = around;
  }

  void print(Item item) {
    switch (item) {
      case Item.Repeat r -> repeat(r);
      case Item.Branch b -> branch(b);
      case Item.Loop l -> loop(l);
      case Item.Scan s -> scan(s);
      case Item.Step _, Item.Use _ -> throw new CompilerBug("an expression is no statement");
    }
  }

  private Lines out() {
    return around.out;
  }

  private BodyPrinter inside(Variables names) {
    return new BodyPrinter(around.out, names, around.texts);
  }

  /**
   * The variable that holds {@code initial} and later states; another one where the old value is read again.
   */
  private String state(Def initial, Def last, List<String> taken, boolean isFixed) {
    var names = around.names;
    var name = names.of(initial);
    if (!isFixed && around.endsHere(initial) && !taken.contains(name) && names.isFree(initial)) {
      return names.bind(last, name);
    }
    var fresh = names.unused(last);
    out().line(fresh + " = " + name);
    return fresh;
  }

  private void repeat(Item.Repeat r) {
    var block = r.block();
    around.releaseHere(true);
    var variables = new ArrayList<String>();
    var targets = new ArrayList<String>();
    r.out().forEach(_ -> targets.add("_"));
    for (int i = 0; i < r.in().size(); i++) {
      int result = r.carried().get(i);
      if (result < 0) {
        variables.add(around.names.of(r.in().get(i)));
      } else {
        boolean isFixed = r.in().stream().filter(r.in().get(i)::equals).count() > 1;
        var name = state(r.in().get(i), r.out().get(result), variables, isFixed);
        variables.add(name);
        targets.set(result, name);
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).equals("_") && around.isUsed(r.out().get(i))) {
        targets.set(i, around.names.unused(r.out().get(i)));
      }
    }
    var slots = header(r);
    if (block.isInline) {
      var names = around.names.inner();
      for (int i = 0; i < variables.size(); i++) {
        if (r.carried().get(i) < 0) {
          names.lend(block.body.params.get(i), variables.get(i));
        } else {
          names.bind(block.body.params.get(i), variables.get(i));
        }
      }
      var texts = new HashMap<>(around.texts);
      for (int i = 0; i < slots.size(); i++) {
        texts.put(block.parameters.get(i), slots.get(i).text(around.texts));
      }
      var printer = new BodyPrinter(around.out, names, texts);
      printer.print(block.body);
      printer.assignAll(used(targets, targets), used(targets, block.body.results));
    } else {
      var operands = variables.stream().map(Rendered::variable).toList();
      var text =
          Rendered.of(BodyPrinter.form(block, operands.size()), slots, operands, around.texts);
      out().line(String.join(", ", targets) + " = " + text.alone());
    }
    out().close("}");
  }

  private static <T> List<T> used(List<String> targets, List<T> all) {
    var out = new ArrayList<T>();
    for (int i = 0; i < targets.size(); i++) {
      if (!targets.get(i).equals("_")) {
        out.add(all.get(i));
      }
    }
    return out;
  }

  /** Opens {@code for c in [16, 32]}; the values of a call in terms of its variable. */
  private List<Slot> header(Item.Repeat r) {
    var first = r.first();
    var differing = new ArrayList<Integer>();
    for (int i = 0; i < first.size(); i++) {
      int at = i;
      if (r.calls().stream().map(c -> c.get(at)).distinct().count() > 1) {
        differing.add(i);
      }
    }
    var counter = Names.counter(around.names.ever());
    if (differing.isEmpty()) {
      out().open("for " + counter + " in 0.." + r.count().text(around.texts) + " {");
      return first;
    }
    var slots = new ArrayList<>(first);
    boolean isOne = differing.size() == 1;
    for (int i = 0; i < differing.size(); i++) {
      slots.set(differing.get(i), Slot.of(isOne ? counter : counter + "[" + i + "]"));
    }
    var values =
        r.calls().stream()
            .map(c ->
                differing.stream()
                    .map(d -> c.get(d).text(around.texts))
                    .collect(Collectors.joining(", ", isOne ? "" : "[", isOne ? "" : "]")))
            .collect(Collectors.joining(", ", "[", "]"));
    out().open("for " + counter + " in " + values + " {");
    return slots;
  }

  private List<String> outside(List<Def> defs) {
    around.releaseHere(false);
    return defs.stream().map(d -> around.names.name(d, null)).toList();
  }

  private void branch(Item.Branch b) {
    var condition = around.names.of(b.in().getFirst());
    var targets = outside(b.out());
    out().open("if " + condition + " {");
    var then = inside(around.names.inner());
    then.print(b.then());
    then.assignAll(targets, b.then().results);
    out().reopen("} else {");
    var otherwise = inside(around.names.inner());
    otherwise.print(b.otherwise());
    otherwise.assignAll(targets, b.otherwise().results);
    out().close("}");
  }

  private void loop(Item.Loop l) {
    around.releaseHere(false);
    var names = around.names;
    var inner = names.inner();
    var body = l.body();
    var head = new StringBuilder("loop");
    if (l.trips() != null || l.tripsAt() >= 0) {
      var counter = inner.unused(body.params.getFirst());
      var count = l.tripsAt() < 0 ? l.trips() : names.of(l.in().get(l.tripsAt()));
      head.append(" ").append(counter).append(" in 0..").append(count);
    }
    var carried = new ArrayList<String>();
    var next = new ArrayList<Def>();
    String going = null;
    if (l.isOpen()) {
      going = names.unused(new Def(null));
      out()
          .line(
              going + " = " + (l.goesOn() < 0 ? "tensor(true)" : names.of(l.in().get(l.goesOn()))));
      carried.add(going);
      next.add(body.results.getFirst());
      inner.lend(body.params.get(1), going);
    }
    for (int i = 0; i < l.states(); i++) {
      var name = names.unused(l.out().get(i));
      out().line(name + " = " + names.of(l.in().get(l.initial() + i)));
      carried.add(name);
      next.add(body.results.get(1 + i));
      inner.lend(body.params.get(2 + i), name);
    }
    if (!carried.isEmpty()) {
      head.append(" carry ").append(String.join(", ", carried));
    }
    if (going != null) {
      head.append(" while ").append(going);
    }
    out().open(head + " {");
    iteration(inside(inner), body, 1 + l.states(), l.states(), l.out(), carried, next);
  }

  private void iteration(
      BodyPrinter printer,
      Item.Body body,
      int firstCollected,
      int firstOut,
      List<Def> made,
      List<String> carried,
      List<Def> next) {
    printer.print(body);
    if (made.size() > firstOut) {
      printer.flush();
    }
    for (int i = firstOut; i < made.size(); i++) {
      var name = around.names.unused(made.get(i));
      printer.end(
          "yield " + name + " = ", List.of(body.results.get(firstCollected + i - firstOut)));
    }
    printer.assignAll(carried, next);
    out().close("}");
  }

  private void scan(Item.Scan s) {
    around.releaseHere(false);
    var names = around.names;
    var inner = names.inner();
    var body = s.body();
    var carried = new ArrayList<String>();
    for (int i = 0; i < s.states(); i++) {
      var name = names.unused(s.out().get(i));
      out().line(name + " = " + names.of(s.in().get(i)));
      carried.add(name);
      inner.lend(body.params.get(i), name);
    }
    var slices = new ArrayList<String>();
    for (int i = s.states(); i < body.params.size(); i++) {
      int at = i - s.states();
      var slice = inner.unused(body.params.get(i)) + " in ";
      slice += (at < s.directions().size() && s.directions().get(at) == 1 ? "reversed " : "");
      slice += names.of(s.in().get(i));
      long axis = at < s.axes().size() ? s.axes().get(at) : 0;
      slices.add(axis == 0 ? slice : slice + " along " + axis);
    }
    var head = "scan " + String.join(", ", slices);
    out().open(head + (carried.isEmpty() ? "" : " carry " + String.join(", ", carried)) + " {");
    iteration(
        inside(inner),
        body,
        s.states(),
        s.states(),
        s.out(),
        carried,
        body.results.subList(0, s.states()));
  }
}
