package sinter.ir.op;

import java.util.Map;

/** Names of sets of operators. The default one goes by two: nothing, and {@code ai.onnx}. */
public final class Domain {
  private static final String ALIAS = "ai.onnx";

  private Domain() {}

  public static boolean isDefault(String domain) {
    return domain.isEmpty() || domain.equals(ALIAS);
  }

  /** The one name of a domain: the empty one for the default. */
  public static String canonical(String domain) {
    return isDefault(domain) ? "" : domain;
  }

  /** What to call a domain where it is shown. */
  public static String shown(String domain) {
    return isDefault(domain) ? ALIAS : domain;
  }

  /** The version of {@code domain} among imports by either name, its own first; 0 when it is not imported. */
  public static long version(Map<String, Long> imports, String domain) {
    var own = imports.get(domain);
    if (own != null || !isDefault(domain)) {
      return own == null ? 0 : own;
    }
    return imports.getOrDefault(domain.isEmpty() ? ALIAS : "", 0L);
  }

  /** Imports the default domain at {@code version}, under one name. */
  public static void move(Map<String, Long> imports, long version) {
    imports.remove(ALIAS);
    imports.put("", version);
  }
}
