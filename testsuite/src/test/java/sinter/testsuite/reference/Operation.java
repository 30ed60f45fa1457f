package sinter.testsuite.reference;

import java.util.List;

/** What one operator computes. */
@FunctionalInterface
interface Operation {
  /** Values of the outputs in order; trailing ones that the node does not name may be left out. */
  List<? extends Datum> apply(Call call);

  /** An operation with one output. */
  @FunctionalInterface
  interface Single {
    Datum apply(Call call);
  }

  static Operation one(Single single) {
    return call -> List.of(single.apply(call));
  }
}
