package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Linear;
import sinter.ir.op.Norm;
import sinter.ir.op.Pool;
import sinter.ir.op.Window;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;

/**
 * Nodes that blocks of the standard library say exactly: with the same attributes, and parameters in the same
 * order.
 */
final class Layers {
  private static final float EPSILON = 1e-5f;

  private final Stores stores;
  private final Function<Value, Def> defs;

  Layers(Stores stores, Function<Value, Def> defs) {
    this.stores = stores;
    this.defs = defs;
  }

  /** The call of a block that is {@code node}; null when there is none. */
  Item.@Nullable Step of(Node node, List<Def> out) {
    return switch (node.op()) {
      case Linear.Conv(var window, long groups) -> convolution(node, window, groups, out);
      case Norm.BatchNorm(float epsilon) -> batchNorm(node, epsilon, out);
      case Norm.LayerNorm(long axis, float epsilon, _) -> layerNorm(node, axis, epsilon, out);
      case Pool.MaxPool(var window, boolean ceil, boolean order)
          when !order && out.size() == 1 && window.dilations().stream().allMatch(d -> d == 1) ->
          pool(node, "max_pool", window, ceil ? "ceil_mode" : null, out);
      case Pool.AveragePool(var window, boolean ceil, boolean counts) when !ceil ->
          pool(node, "average_pool", window, counts ? "count_padding" : null, out);
      default -> null;
    };
  }

  private static List<Piece> in(FormBuilder b, Def def) {
    return List.of(b.tensor(def));
  }

  private Item.@Nullable Step convolution(Node node, Window window, long groups, List<Def> out) {
    var x = node.in(Linear.Conv.X);
    var w = node.in(Linear.Conv.W);
    var bias = node.inOrNull(Linear.Conv.B);
    var weight = stores.own(node, Linear.Conv.W);
    int rank = x.tensorType().shape().rank();
    if (weight == null
        || rank < 3
        || rank > 5
        || weight.rank() != rank
        || weight.dtype() != x.tensorType().dtype()
        || !x.tensorType().shape().dim(1).isConst(weight.dims().get(1) * groups)
        || (bias != null && (stores.own(node, Linear.Conv.B) == null || bias == w))) {
      return null;
    }
    var kernel = weight.dims().subList(2, rank);
    var strides = listed(window, rank - 2, 0);
    var dilations = listed(window, rank - 2, 1);
    var padding = padding(window, kernel, strides, dilations);
    if (padding == null
        || !(window.kernelShape().isEmpty() || window.kernelShape().equals(kernel))) {
      return null;
    }
    stores.declare(w);
    if (bias != null) {
      stores.declare(bias);
    }
    var b = new FormBuilder();
    b.add(in(b, defs.apply(x)));
    b.add(List.of(b.slot(Slot.of(weight.dims().getFirst()), "channels")));
    b.add("kernel", b.collapsed(kernel, "kernel"), "3");
    b.add("stride", b.collapsed(strides, "stride"), "1");
    b.add("dilation", b.collapsed(dilations, "dilation"), "1");
    b.add("groups", List.of(b.slot(Slot.of(groups), "groups")), "1");
    if (bias == null) {
      b.add("bias", List.of(new Piece.Text("false")));
    }
    b.add("padding", List.of(b.slot(padding, "padding")), "\"same\"");
    return b.call("conv" + (rank - 2) + "d", out);
  }

  private static List<Long> listed(Window window, int axes, int which) {
    var out = new ArrayList<Long>();
    for (int i = 0; i < axes; i++) {
      out.add(which == 0 ? window.stride(i) : window.dilation(i));
    }
    return out;
  }

  /** As {@code conv2d} takes it; null when it cannot say the pads of {@code window}. */
  private static @Nullable Slot padding(
      Window window, List<Long> kernel, List<Long> strides, List<Long> dilations) {
    var before = new ArrayList<Long>();
    var after = new ArrayList<Long>();
    for (int i = 0; i < kernel.size(); i++) {
      long reach = dilations.get(i) * (kernel.get(i) - 1);
      long total = reach + 1 > strides.get(i) ? reach : 0;
      before.add(total / 2);
      after.add(total - total / 2);
    }
    boolean isPlain = strides.stream().allMatch(s -> s == 1);
    if (window.autoPad() == Window.AutoPad.SAME_UPPER) {
      return isPlain ? Slot.of("\"same\"") : null;
    }
    if (window.autoPad() == Window.AutoPad.SAME_LOWER) {
      return isPlain && before.equals(after) ? Slot.of("\"same\"") : null;
    }
    var begins = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int i = 0; i < kernel.size(); i++) {
      begins.add(window.padBegin(i));
      ends.add(window.padEnd(i));
    }
    if (begins.equals(before) && ends.equals(after)) {
      return Slot.of("\"same\"");
    }
    var all = new ArrayList<>(begins);
    all.addAll(ends);
    if (all.stream().distinct().count() > 1) {
      return null;
    }
    return all.getFirst() == 0 ? Slot.of("\"valid\"") : Slot.of(all.getFirst());
  }

  private Item.@Nullable Step batchNorm(Node node, float epsilon, List<Def> out) {
    var x = node.in(0);
    if (!(x.tensorType().shape() instanceof Shape.Ranked(var dims))
        || dims.size() < 2
        || out.size() != 1
        || !dims.get(1).isConst()) {
      return null;
    }
    var parameters = node.inputValues().subList(1, node.inputs());
    for (int i = 1; i < node.inputs(); i++) {
      if (!isVector(node, i, dims.get(1).constant())) {
        return null;
      }
    }
    parameters.forEach(this::declare);
    var b = new FormBuilder();
    b.add(in(b, defs.apply(x)));
    b.add("epsilon", List.of(b.slot(real(epsilon), "epsilon")), Literals.real(EPSILON));
    return b.call("batch_norm", out);
  }

  private void declare(@Nullable Value v) {
    if (v != null) {
      stores.declare(v);
    }
  }

  private static Slot real(float value) {
    return Slot.of(Literals.real(value));
  }

  private boolean isVector(Node node, int index, long size) {
    return stores.own(node, index) instanceof Tensor t
        && t.dims().equals(List.of(size))
        && t.dtype() == node.in(0).tensorType().dtype();
  }

  private Item.@Nullable Step layerNorm(Node node, long axis, float epsilon, List<Def> out) {
    var x = node.in(0);
    if (!(x.tensorType().shape() instanceof Shape.Ranked(var dims))
        || dims.isEmpty()
        || out.size() != 1
        || (axis != -1 && axis != dims.size() - 1)
        || !dims.getLast().isConst()) {
      return null;
    }
    long size = dims.getLast().constant();
    var bias = node.inOrNull(2);
    if (!isVector(node, 1, size)
        || (bias != null && (!isVector(node, 2, size) || bias == node.in(1)))) {
      return null;
    }
    declare(node.in(1));
    declare(bias);
    var b = new FormBuilder();
    b.add(in(b, defs.apply(x)));
    b.add("epsilon", List.of(b.slot(real(epsilon), "epsilon")), Literals.real(EPSILON));
    if (bias == null) {
      b.add("bias", List.of(new Piece.Text("false")));
    }
    return b.call("layer_norm", out);
  }

  private Item.@Nullable Step pool(
      Node node, String name, Window window, @Nullable String flag, List<Def> out) {
    var x = node.in(0);
    int axes = x.tensorType().shape().rank() - 2;
    var kernel = window.kernelShape();
    boolean isAutomatic =
        window.autoPad() != Window.AutoPad.NOTSET && window.autoPad() != Window.AutoPad.VALID;
    boolean isDilated = window.dilations().stream().anyMatch(d -> d != 1);
    if (axes < 1 || kernel.size() != axes || isAutomatic || isDilated) {
      return null;
    }
    var pads = new ArrayList<Long>();
    for (int i = 0; i < axes; i++) {
      pads.add(window.padBegin(i));
      pads.add(window.padEnd(i));
    }
    if (pads.stream().distinct().count() > 1) {
      return null;
    }
    var b = new FormBuilder();
    b.add(in(b, defs.apply(x)));
    b.add("kernel", b.collapsed(kernel, "kernel"), "2");
    b.add("stride", b.collapsed(listed(window, axes, 0), "stride"));
    b.add("padding", List.of(b.slot(Slot.of(pads.getFirst()), "padding")), "0");
    if (flag != null) {
      b.add(flag, List.of(new Piece.Text("true")));
    }
    return b.call(name, out);
  }
}
