package sinter.compiler;

import java.util.Locale;

/** Spellings of the names of records and their components. */
final class Words {
  private Words() {}

  /** {@code FoldNorm} as {@code fold-norm}. */
  static String kebab(String camel) {
    return camel.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** {@code kernelShape} as {@code kernel_shape}. */
  static String snake(String camel) {
    return camel.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
