package sinter.compiler;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sinter.compiler.CompileReport.Change;

/** A report as one page that needs nothing else. */
final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; } td, th { padding: .25rem .6rem; text-align: left; }
      tr:nth-child(even) { background: #8881; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      code { font-size: .9em; overflow-wrap: anywhere; } .equal { color: #17803d; } .other { color: #b45309; }
      """;

  private final StringBuilder out = new StringBuilder();

  private HtmlReport() {}

  static String text(FullReport r) {
    var page = new HtmlReport();
    page.head(r);
    page.sizes(r.summary());
    page.passes(r);
    page.comparison(r);
    page.diagnostics(r.summary());
    page.rewrites(r);
    return page.out.append("</body></html>").toString();
  }

  private void head(FullReport r) {
    var s = r.summary();
    var status = s.verify().status();
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(s.output()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>")
        .append(escaped(s.input()))
        .append(" → ")
        .append(escaped(s.output()))
        .append("</h1><p>Sinter ")
        .append(escaped(r.tool()))
        .append(", opset ")
        .append(s.opset())
        .append(", ")
        .append(escaped(s.target()))
        .append(". Compared with the input: <b class=\"")
        .append(status.equals("equal") ? "equal" : "other")
        .append("\">")
        .append(escaped(status))
        .append("</b></p><p><code>")
        .append(escaped(r.options().pipeline()))
        .append("</code></p>");
  }

  private void sizes(CompileReport s) {
    table("Size", List.of("", "before", "after"));
    change("nodes", s.nodes());
    change("bytes", s.bytes());
    change("parameters", s.parameters());
    var macs = s.macs();
    row("multiply-accumulates", known(macs.before()), known(macs.after()));
    end();
    if (macs.reason() instanceof String reason) {
      out.append("<p>Multiply-accumulates are unknown: ").append(escaped(reason)).append("</p>");
    }
  }

  private static Object known(@Nullable Long count) {
    return count == null ? "unknown" : count;
  }

  private void change(String what, Change c) {
    row(what, c.before(), c.after());
  }

  private void passes(FullReport r) {
    table("Passes", List.of("", "ms", "rewrites"));
    r.summary().passes().forEach(p -> row(p.name(), p.millis(), p.rewrites()));
    end();
    table("Rules that applied", List.of("", "pass", "times", "elements"));
    r.applied()
        .forEach(a -> row(a.rule(), a.pass(), a.times(), a.exact() ? "the same" : "rounded"));
    end();
  }

  private void comparison(FullReport r) {
    if (!(r.comparison() instanceof Certificate.Comparison c)) {
      return;
    }
    table(
        "Outputs on %d drawn inputs, ONNX Runtime (%s)".formatted(c.cases(), c.runtime()),
        List.of("", "largest error", "relative", "dB", "of what is allowed"));
    c.outputs()
        .forEach(o -> row(o.name(), o.maxAbsError(), o.maxRelError(), o.sqnrDb(), o.ofAllowed()));
    end();
    table("Inputs", List.of("drawn as", "seed", "at"));
    c.samples().forEach(s -> row(s.inputs(), s.seed(), s.at()));
    end();
  }

  private void diagnostics(CompileReport s) {
    if (s.diagnostics().isEmpty()) {
      return;
    }
    table("Diagnostics", List.of("", "code", "message", "at"));
    s.diagnostics().forEach(d -> row(d.severity(), d.code(), d.message(), d.at()));
    end();
  }

  private void rewrites(FullReport r) {
    table("Every rewrite", List.of("rule", "node", "at"));
    r.rewrites().forEach(w -> row(w.rule(), w.node(), w.at()));
    end();
  }

  private void table(String title, List<String> heads) {
    out.append("<h2>").append(escaped(title)).append("</h2><table><tr>");
    heads.forEach(h -> out.append("<th>").append(escaped(h)).append("</th>"));
    out.append("</tr>\n");
  }

  private void row(Object... cells) {
    out.append("<tr>");
    for (var cell : cells) {
      out.append(cell instanceof Number ? "<td class=\"n\">" : "<td>")
          .append(escaped(text(cell)))
          .append("</td>");
    }
    out.append("</tr>\n");
  }

  private static String text(Object cell) {
    return cell instanceof Double d
        ? String.format(Locale.ROOT, "%.3g", d)
        : cell instanceof Number n
            ? String.format(Locale.ROOT, "%,d", n.longValue())
            : String.valueOf(cell);
  }

  private void end() {
    out.append("</table>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
