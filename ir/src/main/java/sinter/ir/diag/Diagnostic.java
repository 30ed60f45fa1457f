package sinter.ir.diag;

import java.util.ArrayList;
import java.util.List;

/** One thing to tell the user: what, where, and notes that say what would mend it. */
public record Diagnostic(Severity severity, Code code, String message, Loc at, List<Note> notes) {
  /** A further remark, with its own place. */
  public record Note(String message, Loc at) {}

  public Diagnostic {
    notes = List.copyOf(notes);
  }

  public static Diagnostic error(Code code, Loc at, String message) {
    return new Diagnostic(Severity.ERROR, code, message, at, List.of());
  }

  public static Diagnostic warning(Code code, Loc at, String message) {
    return new Diagnostic(Severity.WARNING, code, message, at, List.of());
  }

  public static Diagnostic note(Code code, Loc at, String message) {
    return new Diagnostic(Severity.NOTE, code, message, at, List.of());
  }

  public Diagnostic with(String note) {
    return with(note, Loc.UNKNOWN);
  }

  public Diagnostic with(String note, Loc place) {
    var all = new ArrayList<>(notes);
    all.add(new Note(note, place));
    return new Diagnostic(severity, code, message, at, all);
  }

  /** {@code severity[code]: message}, the place, the quoted line where there is one, and the notes. */
  public String render() {
    var out =
        new StringBuilder(severity.text())
            .append('[')
            .append(code.id())
            .append("]: ")
            .append(message);
    if (!(at instanceof Loc.Unknown)) {
      out.append("\n  --> ").append(at);
    }
    if (at instanceof Loc.Span(var source, int line, int column, int length)) {
      var excerpt = Excerpt.of(source.line(line), column, length);
      var number = Integer.toString(line);
      var pad = " ".repeat(number.length() + 1);
      out.append('\n').append(pad).append("|\n");
      out.append(number).append(" | ").append(excerpt.text());
      out.append('\n').append(pad).append("| ").append(excerpt.marks());
    }
    for (var n : notes) {
      out.append("\n  = note: ").append(n.message());
      if (!(n.at() instanceof Loc.Unknown)) {
        out.append(" (").append(n.at()).append(')');
      }
    }
    return out.toString();
  }
}
