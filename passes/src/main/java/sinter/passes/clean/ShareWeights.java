package sinter.passes.clean;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.op.Const;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Makes constants of equal type and content one constant. Content is read only where type and a sample of the bytes
 * agree. Recipes are not written out for it: they are compared by what they are made of.
 */
public record ShareWeights() implements Pass {
  public static final ShareWeights DEFAULTS = new ShareWeights();

  private static final int SAMPLE = 64;

  private record Key(TensorType type, int sample) {}

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      block(g.body(), new HashMap<>(), cx);
    }
  }

  private void block(Block block, Map<Key, List<Node>> outer, PassContext cx) {
    var seen = new HashMap<Key, List<Node>>();
    outer.forEach((k, v) -> seen.put(k, new ArrayList<>(v)));
    for (var n : block) {
      n.regions().forEach(r -> block(r, seen, cx));
      if (!(n.op() instanceof Const(var tensor)) || n.isDead()) {
        continue;
      }
      var group =
          seen.computeIfAbsent(new Key(tensor.type(), sample(tensor)), _ -> new ArrayList<>());
      var same = group.stream().filter(m -> equal(((Const) m.op()).tensor(), tensor)).findFirst();
      if (same.isPresent() && cx.journal().open()) {
        n.result().replaceAllUses(same.get().result());
        cx.journal().accept(name(), n.toString(), n.loc());
        n.erase();
      } else {
        group.add(n);
      }
    }
  }

  private static int sample(Tensor t) {
    return switch (t) {
      case Tensor.Splat s -> Long.hashCode(s.bits());
      case Tensor.Strings s -> s.values().hashCode();
      case Tensor.Derived d -> d.hashCode();
      case Tensor.Mapped m -> sample(m.bytes());
      case Tensor.Dense d -> sample(d.bytes());
    };
  }

  private static int sample(MemorySegment bytes) {
    long n = bytes.byteSize();
    int hash = 1;
    long step = Math.max(1, n / SAMPLE);
    for (long i = 0; i < n; i += step) {
      hash = 31 * hash + bytes.get(ValueLayout.JAVA_BYTE, i);
    }
    return hash;
  }

  private static boolean equal(Tensor a, Tensor b) {
    return a.equals(b)
        || (bytes(a) instanceof MemorySegment x
            && bytes(b) instanceof MemorySegment y
            && x.mismatch(y) < 0);
  }

  private static @Nullable MemorySegment bytes(Tensor t) {
    return switch (t) {
      case Tensor.Mapped m -> m.bytes();
      case Tensor.Dense d -> d.bytes();
      case Tensor.Splat _, Tensor.Strings _, Tensor.Derived _ -> null;
    };
  }
}
