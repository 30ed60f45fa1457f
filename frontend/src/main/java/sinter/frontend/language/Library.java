package sinter.frontend.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** The standard library: programs that every program sees. A file of it is read when one of its blocks is called. */
final class Library {
  private static final Pattern BLOCK = Pattern.compile("^block (\\w+)", Pattern.MULTILINE);

  private final Map<String, Source> files = new LinkedHashMap<>();
  private final Map<String, Unit> units = new HashMap<>();

  Library() {
    for (var file : text("index").lines().toList()) {
      var source = new Source("std/" + file, text(file));
      var matcher = BLOCK.matcher(source.text());
      while (matcher.find()) {
        files.put(matcher.group(1), source);
      }
    }
  }

  private static String text(String file) {
    try (var in = Library.class.getResourceAsStream("std/" + file)) {
      if (in == null) {
        throw new CompilerBug("std/" + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CompilerBug("std/" + file + " cannot be read", e);
    }
  }

  Collection<String> names() {
    return files.keySet();
  }

  /** The block called {@code name}; null when there is none. */
  @Nullable Val find(String name) {
    var source = files.get(name);
    return source == null
        ? null
        : units.computeIfAbsent(source.name(), _ -> read(source)).find(name);
  }

  private static Unit read(Source source) {
    var diagnostics = new Diagnostics();
    var file = LanguageParser.parse(source, diagnostics);
    if (file == null) {
      throw new CompilerBug(source.name() + ": " + diagnostics.all().getFirst().render());
    }
    return new Unit(file, null, true, diagnostics);
  }
}
