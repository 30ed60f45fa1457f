package sinter.frontend.language.decompile;

import org.jspecify.annotations.Nullable;

/** A compile-time parameter of a block. Equal only to itself. */
final class Parameter {
  /** What it is about: the name of the argument that it first stood for. */
  final String role;

  /** Its name, given when the block is printed. */
  String name = "";

  /** The value that most calls give, when it can be left out; null without one. */
  @Nullable String byDefault;

  Parameter(String role) {
    this.role = role;
  }
}
