package sinter.cli;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import sinter.compiler.Catalog;
import sinter.compiler.Catalog.OpEntry;
import sinter.compiler.Catalog.PassEntry;
import sinter.compiler.Catalog.Slot;

/** The catalogues as text. */
final class CatalogText {
  private final PrintWriter out;
  private final Ink ink;

  CatalogText(Talk talk) {
    this.out = talk.out();
    this.ink = talk.paint();
  }

  void print(Catalog.Passes all) {
    for (var p : all.passes()) {
      out.println(entry(p.name(), 22, p.summary()));
    }
    out.println();
    all.presets()
        .forEach((name, text) ->
            out.println(entry("-" + name, 5, text.isEmpty() ? ink.dim("nothing") : text)));
  }

  void print(PassEntry pass) {
    if (pass.page().isEmpty()) {
      out.println(ink.bold(pass.name()));
    }
    for (var line : pass.page().lines().toList()) {
      out.println(line.startsWith("#") ? ink.bold(line) : line);
    }
    if (!pass.options().isEmpty()) {
      out.println();
      out.println(
          pass.options().stream()
              .map(o -> o.name() + "=" + o.defaultValue())
              .collect(Collectors.joining(",", "In a pipeline: " + pass.name() + "{", "}")));
    }
  }

  void print(Catalog.Ops all) {
    var family = "";
    for (var op : all.ops()) {
      if (!op.family().equals(family)) {
        family = op.family();
        out.println(ink.bold(family));
      }
      out.println("  " + entry(op.name(), 26, op.summary()));
    }
  }

  void print(OpEntry op) {
    out.println(ink.bold(op.name()) + (op.summary().isEmpty() ? "" : ": " + op.summary()));
    if (op.onnx() != null) {
      out.println(
          "  ONNX operator "
              + op.onnx()
              + (op.since().size() == 1 ? ", version " : ", versions ")
              + op.since().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    out.println("  " + signature(op));
    int width = op.attributes().stream().mapToInt(a -> a.name().length()).max().orElse(0);
    for (var a : op.attributes()) {
      out.println(
          "    "
              + ink.cyan(a.name())
              + " ".repeat(width - a.name().length() + 2)
              + a.type()
              + (a.optional() ? ink.dim(", optional") : "")
              + (a.defaultValue() == null ? "" : ink.dim(", by default " + a.defaultValue()))
              + (a.onnx().equals(a.name()) ? "" : ink.dim(", " + a.onnx() + " in ONNX")));
    }
    if (!op.rules().isEmpty()) {
      out.println("  rules " + String.join(", ", op.rules()));
    }
  }

  private static String signature(OpEntry op) {
    return op.name()
        + op.inputs().stream().map(CatalogText::slot).collect(Collectors.joining(", ", "(", ")"))
        + " -> "
        + op.outputs().stream().map(CatalogText::slot).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String slot(Slot s) {
    return s.name()
        + switch (s.arity()) {
          case "optional" -> "?";
          case "variadic" -> "...";
          default -> "";
        };
  }

  void print(Catalog.Targets all) {
    for (var t : all.targets()) {
      out.println(entry(t.name(), 10, t.summary()));
    }
  }

  private String entry(String name, int width, String text) {
    return ink.cyan(name) + " ".repeat(Math.max(1, width - name.length() + 1)) + text;
  }
}
