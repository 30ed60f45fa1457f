package sinter.passes;

import java.util.List;
import sinter.ir.Model;

/** Repeats a pipeline until it changes nothing, at most {@code max} times. */
public record Fixpoint(long max, Pipeline body) implements Pass {
  public static final Fixpoint DEFAULTS = new Fixpoint(8, new Pipeline(List.of()));

  public Fixpoint {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, not " + max);
    }
  }

  @Override
  public void run(Model model, PassContext cx) {
    for (long i = 0; i < max; i++) {
      int before = cx.journal().size();
      cx.manager().run(model, body, cx);
      if (cx.journal().size() == before) {
        return;
      }
    }
  }
}
