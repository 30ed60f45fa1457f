package sinter.passes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;

/** All passes, found by walking the sealed hierarchy of {@link Pass}. */
public final class PassCatalog {
  /** A pass with its name and its default options. */
  public record Entry(String name, Class<? extends Pass> type, Pass defaults) {}

  private static final PassCatalog INSTANCE = new PassCatalog();

  private final Map<String, Entry> byName = new LinkedHashMap<>();

  private PassCatalog() {
    walk(Pass.class);
  }

  public static PassCatalog get() {
    return INSTANCE;
  }

  private void walk(Class<?> family) {
    for (var type : family.getPermittedSubclasses()) {
      if (type.isInterface()) {
        walk(type);
      } else {
        var pass = type.asSubclass(Pass.class);
        byName.put(nameOf(pass), new Entry(nameOf(pass), pass, defaults(pass)));
      }
    }
  }

  private static Pass defaults(Class<? extends Pass> type) {
    try {
      return (Pass) type.getField("DEFAULTS").get(null);
    } catch (ReflectiveOperationException e) {
      throw new CompilerBug("pass " + type.getSimpleName() + " has no public DEFAULTS", e);
    }
  }

  /** {@code FoldNorm} as {@code fold-norm}. */
  static String nameOf(Class<?> type) {
    return kebab(type.getSimpleName());
  }

  static String kebab(String camel) {
    var name = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      boolean capital = c >= 'A' && c <= 'Z';
      name.append(capital && i > 0 ? "-" : "").append(capital ? Character.toLowerCase(c) : c);
    }
    return name.toString();
  }

  /** Every pass, in the order of the permits clauses. */
  public List<Entry> all() {
    return List.copyOf(byName.values());
  }

  public @Nullable Entry named(String name) {
    return byName.get(name);
  }
}
