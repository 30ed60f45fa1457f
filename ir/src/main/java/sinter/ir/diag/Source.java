package sinter.ir.diag;

import java.util.List;

/** A text that diagnostics can quote. */
public record Source(String name, String text) {
  /** Line {@code number} (from 1) without its end; empty beyond the text. */
  public String line(int number) {
    List<String> lines = text.lines().skip(Math.max(0, number - 1)).limit(1).toList();
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Equality by name: a location does not compare whole texts. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Source s && s.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
