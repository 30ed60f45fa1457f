package sinter.passes;

import java.util.Locale;

/** What is currently true of a model. */
public enum Invariant {
  /** ONNX nodes that the catalogue can express are typed ops. */
  TYPED,
  /** Types and contents of values follow from the ops. */
  INFERRED,
  /** Every node is ONNX's own form, ready to be written. */
  ONNX_FORM;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
