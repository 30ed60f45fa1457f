package sinter.testsuite.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;

/**
 * What a program is expected to be told, written on the line that causes it: {@code // error[code]: message}, also with
 * {@code warning}. Where the line cannot have a comment, the next one has {@code // ^ error[code]: message}. A message
 * may go on after the expected text, and {@code | note} expects a note that contains the text after the bar.
 */
record Expected(int line, String severity, String code, String message, List<String> notes) {
  private static final Pattern MARK =
      Pattern.compile(
          "// (\\^ )?(error|warning)\\[([a-z-]+)]: (.*?)(?= // (?:error|warning)\\[|$)");

  static List<Expected> in(String text) {
    var all = new ArrayList<Expected>();
    int number = 0;
    int above = 0;
    for (var line : text.lines().toList()) {
      number++;
      var matcher = MARK.matcher(line);
      boolean isAbove = false;
      while (matcher.find()) {
        isAbove |= matcher.group(1) != null;
        var parts = List.of(matcher.group(4).strip().split("\\s*\\| note ", -1));
        all.add(
            new Expected(
                matcher.group(1) != null ? above : number,
                matcher.group(2),
                matcher.group(3),
                parts.getFirst(),
                parts.subList(1, parts.size())));
      }
      above = isAbove ? above : number;
    }
    return all;
  }

  boolean fits(Diagnostic d) {
    return d.at() instanceof Loc.Span span
        && span.line() == line
        && d.severity().text().equals(severity)
        && d.code().id().equals(code)
        && d.message().startsWith(message)
        && notes.stream().allMatch(n -> d.notes().stream().anyMatch(m -> m.message().contains(n)));
  }

  /** What was not told, and what was told and not expected; notes alone are never unexpected. */
  static List<String> differences(String text, List<Diagnostic> told) {
    var left = new ArrayList<>(told);
    left.removeIf(d -> d.severity() == Severity.NOTE);
    var differences = new ArrayList<String>();
    for (var expected : in(text)) {
      var match = left.stream().filter(expected::fits).findFirst();
      if (match.isPresent()) {
        left.remove(match.get());
      } else {
        differences.add("missing: " + expected);
      }
    }
    left.forEach(d -> differences.add("not expected: " + d.render()));
    return differences;
  }
}
