package sinter.passes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;

/** Named pipelines: text in a resource, not code. */
public final class Presets {
  private static final Pattern REFERENCE = Pattern.compile("@(\\w+)");

  private static final Properties TEXTS = load();

  private Presets() {}

  private static Properties load() {
    var texts = new Properties();
    try (var in = Presets.class.getResourceAsStream("presets.properties")) {
      texts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  public static Set<String> names() {
    return new TreeSet<>(TEXTS.stringPropertyNames());
  }

  /** Pipeline text: that of the preset, when {@code pipeline} names one. */
  public static String resolve(String pipeline) {
    return TEXTS.containsKey(pipeline) ? of(pipeline) : pipeline;
  }

  /**
   * Pipeline text of preset {@code name}.
   *
   * @throws InputError when there is none of that name
   */
  public static String of(String name) {
    return expand("@" + name);
  }

  /**
   * Pipeline text in which every {@code @NAME} is replaced by the preset of that name, which may name others.
   *
   * @throws InputError when there is none of a name
   */
  public static String expand(String text) {
    return expand(text, List.of());
  }

  private static String expand(String text, List<String> within) {
    return REFERENCE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(named(m.group(1), within)));
  }

  private static String named(String name, List<String> within) {
    var text = TEXTS.getProperty(name);
    if (text == null) {
      throw new InputError(
          Diagnostic.error(Code.UNKNOWN_NAME, Loc.UNKNOWN, "there is no preset called " + name)
              .with(Suggest.sentence(name, names())));
    }
    if (within.contains(name)) {
      throw new CompilerBug("preset " + name + " names itself");
    }
    var inside = new ArrayList<>(within);
    inside.add(name);
    return expand(text, inside);
  }
}
