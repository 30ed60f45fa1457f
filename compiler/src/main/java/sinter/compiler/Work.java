package sinter.compiler;

import java.util.Map;
import java.util.TreeMap;
import sinter.ir.Model;
import sinter.ir.type.Dim;
import sinter.passes.Pass;
import sinter.passes.PassObserver;
import sinter.passes.PassStatistics;
import sinter.passes.boundary.ToOnnx;
import sinter.passes.clean.InferShapes;

/** Counts multiply-accumulates as soon as shapes are inferred, and once more before they are forgotten. */
final class Work implements PassObserver {
  private final Map<String, Long> at = new TreeMap<>();
  private long before = -1;
  private long after;

  @Override
  public void after(Pass pass, Model model, PassStatistics statistics) {
    if (pass instanceof InferShapes && before < 0) {
      before = macs(model);
      after = before;
    }
  }

  @Override
  public void before(Pass pass, Model model) {
    if (pass instanceof ToOnnx && before >= 0) {
      after = macs(model);
    }
  }

  private long macs(Model model) {
    long total = 0;
    for (var n : model.allNodes()) {
      Dim macs = n.op().cost(n).macs();
      if (macs.isKnown()) {
        macs.symbols().forEach(s -> at.put(s, 1L));
        total += macs.evaluate(at) instanceof Long v ? Math.max(0, v) : 0;
      }
    }
    return total;
  }

  /** Of one run of the model as it was; 0 when shapes were not inferred. */
  long before() {
    return Math.max(0, before);
  }

  /** Of one run of the model as it is. */
  long after() {
    return after;
  }

  /** The values of symbolic dims that both are counted at. */
  Map<String, Long> at() {
    return at;
  }
}
