package sinter.passes;

import sinter.ir.Model;

/** Sees every step of a pipeline: timing, dumps and reproducers are observers. */
public interface PassObserver {
  default void before(Pass pass, Model model) {}

  default void after(Pass pass, Model model, PassStatistics statistics) {}

  /** {@code pass} threw; the model is in whatever state it was left. */
  default void failed(Pass pass, Model model, Throwable cause) {}
}
