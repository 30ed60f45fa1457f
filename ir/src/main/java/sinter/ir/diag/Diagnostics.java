package sinter.ir.diag;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Collects diagnostics; a listener may also see each as it comes. The same diagnostic is kept once. */
public final class Diagnostics {
  private final Set<Diagnostic> all = new LinkedHashSet<>();
  private final Consumer<Diagnostic> listener;

  public Diagnostics() {
    this(_ -> {});
  }

  public Diagnostics(Consumer<Diagnostic> listener) {
    this.listener = listener;
  }

  public void report(Diagnostic d) {
    if (all.add(d)) {
      listener.accept(d);
    }
  }

  public void error(Code code, Loc at, String message) {
    report(Diagnostic.error(code, at, message));
  }

  public void warning(Code code, Loc at, String message) {
    report(Diagnostic.warning(code, at, message));
  }

  public void note(Code code, Loc at, String message) {
    report(Diagnostic.note(code, at, message));
  }

  public List<Diagnostic> all() {
    return new ArrayList<>(all);
  }

  public boolean hasErrors() {
    return all.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }
}
