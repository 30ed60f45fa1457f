package sinter.compiler.cases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.diag.Source;

/** A text of cases that are not run: a name and the reason on each line; {@code #} begins a remark. */
public final class SkipList {
  private SkipList() {}

  /**
   * Reasons by name of case.
   *
   * @throws InputError when the file cannot be read, or a line has no reason
   */
  public static Map<String, String> read(Path file) {
    var skips = new LinkedHashMap<String, String>();
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
    }
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      var words = line.strip().split("\\s+", 2);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (words.length < 2) {
        throw new InputError(
            Code.SYNTAX,
            new Loc.Span(new Source(file.toString(), text), number, 1, line.length()),
            "expected a reason after " + words[0]);
      }
      skips.put(words[0], words[1]);
    }
    return skips;
  }
}
