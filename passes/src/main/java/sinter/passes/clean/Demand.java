package sinter.passes.clean;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Use;
import sinter.ir.Value;
import sinter.ir.op.Activation;
import sinter.ir.op.Control;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.op.Conversion.Clip;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Linear.ConvTranspose;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Recurrent;
import sinter.ir.op.Shaping.Identity;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Transpose;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.op.Unary;

/**
 * What the users of a value ask of it. A value whose rank is another makes the model fail, so that every run that
 * succeeds has the rank asked for.
 */
final class Demand {
  /** Uses that are followed one behind the other. */
  private static final int DEPTH = 16;

  private Demand() {}

  /** The rank that some node of the block that defines {@code v}, which runs whenever it does, needs; -1 when open. */
  static int rank(Value v) {
    return v.home() instanceof Block home ? rank(v, home, DEPTH) : -1;
  }

  private static int rank(Value v, Block home, int depth) {
    if (v.tensorType().rank() >= 0) {
      return v.tensorType().rank();
    }
    if (depth == 0) {
      return -1;
    }
    for (var u : v.uses()) {
      var user = u.node();
      if (user != null && user.block() == home && !user.isDead()) {
        int asked = asked(user, u, home, depth - 1);
        if (asked >= 0) {
          return asked;
        }
      }
    }
    return -1;
  }

  private static int asked(Node user, Use u, Block home, int depth) {
    int at = u.index();
    return switch (user.op()) {
      case Recurrent _ when at == Recurrent.X || at == Recurrent.H0 -> 3;
      case Gemm _ when at < Gemm.C -> 2;
      case Conv _ when at == Conv.X -> user.rank(Conv.W);
      case ConvTranspose _ when at == ConvTranspose.X -> user.rank(ConvTranspose.W);
      case Transpose(var perm) when !perm.isEmpty() -> perm.size();
      case Unsqueeze _ when at == 0 -> shifted(user, -1, home, depth);
      case Squeeze _ when at == 0 -> shifted(user, 1, home, depth);
      case Identity _, Cast _ -> rank(user.result(0), home, depth);
      case Clip _ when at == 0 -> rank(user.result(0), home, depth);
      case Unary _, Activation _ -> rank(user.result(0), home, depth);
      default -> -1;
    };
  }

  /** The rank of the result, less or more the number of axes that {@code user} adds or takes away. */
  private static int shifted(Node user, int sign, Block home, int depth) {
    var axes = user.has(1) ? user.longs(1) : null;
    int result = axes == null ? -1 : rank(user.result(0), home, depth);
    return axes == null || result < 0 ? -1 : Math.max(-1, result + sign * axes.size());
  }

  /**
   * The branch of an If that must be taken, because what the other one yields has not the rank that is asked for; null
   * when both may be.
   */
  static @Nullable Boolean taken(Node n) {
    for (int i = 0; i < n.outputs(); i++) {
      int asked = rank(n.result(i));
      if (asked < 0) {
        continue;
      }
      boolean then = fits(n.regions().get(0), i, asked);
      boolean otherwise = fits(n.regions().get(1), i, asked);
      if (then != otherwise) {
        return then;
      }
    }
    return null;
  }

  private static boolean fits(Block branch, int index, int rank) {
    var ranks = ranks(branch.result(index), DEPTH);
    return ranks == null || ranks.contains(rank);
  }

  /** The ranks that a value may have, one for each way through the Ifs that it comes from; null when any may be. */
  private static @Nullable Set<Integer> ranks(Value v, int depth) {
    int known = v.tensorType().rank();
    if (known >= 0) {
      return Set.of(known);
    }
    if (depth == 0 || !(v instanceof Value.Result r)) {
      return null;
    }
    var n = r.node();
    return switch (n.op()) {
      case Control.If _ -> {
        var then = ranks(n.regions().get(0).result(r.index()), depth - 1);
        var otherwise = ranks(n.regions().get(1).result(r.index()), depth - 1);
        if (then == null || otherwise == null) {
          yield null;
        }
        var all = new TreeSet<>(then);
        all.addAll(otherwise);
        yield all;
      }
      case Unsqueeze _ -> shifted(n, 1, depth - 1);
      case Squeeze _ -> shifted(n, -1, depth - 1);
      case Identity _, Cast _, Clip _, Unary _, Activation _ -> ranks(n.in(0), depth - 1);
      default -> null;
    };
  }

  private static @Nullable Set<Integer> shifted(Node n, int sign, int depth) {
    var axes = n.has(1) ? n.longs(1) : null;
    var from = ranks(n.in(0), depth);
    if (axes == null || from == null) {
      return null;
    }
    int by = sign * axes.size();
    return from.stream().map(rank -> rank + by).collect(Collectors.toSet());
  }
}
