package sinter.passes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;

/** Named pipelines: text in a resource, not code. */
public final class Presets {
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

  /**
   * Pipeline text of preset {@code name}.
   *
   * @throws InputError when there is none of that name
   */
  public static String of(String name) {
    var text = TEXTS.getProperty(name);
    if (text == null) {
      throw new InputError(
          Diagnostic.error(Code.UNKNOWN_NAME, Loc.UNKNOWN, "there is no preset called " + name)
              .with(Suggest.sentence(name, names())));
    }
    return text;
  }
}
