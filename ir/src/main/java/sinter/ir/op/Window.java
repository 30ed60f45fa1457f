package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/**
 * A window that slides over the spatial axes of a tensor: those after batch and channel. An empty list stands for ones
 * (strides, dilations), for zeros (pads), or for the spatial extent of the weight (kernel shape).
 *
 * @param pads every begin, then every end; has no meaning unless {@code autoPad} is {@link AutoPad#NOTSET}
 */
public record Window(
    List<Long> kernelShape,
    List<Long> strides,
    List<Long> dilations,
    List<Long> pads,
    AutoPad autoPad) {

  /** How padding is found; the names are ONNX's. */
  public enum AutoPad {
    /** As listed. */
    NOTSET,
    /** As much as makes the result {@code ceil(in / stride)} long, the odd element at the end. */
    SAME_UPPER,
    /** The same, the odd element at the beginning. */
    SAME_LOWER,
    /** None. */
    VALID
  }

  /** @throws IllegalArgumentException when the lists disagree in length, or an extent is not positive */
  public Window {
    kernelShape = List.copyOf(kernelShape);
    strides = List.copyOf(strides);
    dilations = List.copyOf(dilations);
    pads = List.copyOf(pads);
    if (pads.size() % 2 != 0) {
      throw new IllegalArgumentException("pads must come in pairs: " + pads);
    }
    long ranks =
        LongStream.of(kernelShape.size(), strides.size(), dilations.size(), pads.size() / 2)
            .filter(n -> n > 0)
            .distinct()
            .count();
    if (ranks > 1) {
      throw new IllegalArgumentException("the lists of a window have different lengths");
    }
    for (var list : List.of(kernelShape, strides, dilations)) {
      if (list.stream().anyMatch(v -> v < 1)) {
        throw new IllegalArgumentException("extents of a window must be positive: " + list);
      }
    }
  }

  /** A window of this extent that moves by one and pads nothing. */
  public static Window of(long... kernelShape) {
    return new Window(
        LongStream.of(kernelShape).boxed().toList(),
        List.of(),
        List.of(),
        List.of(),
        AutoPad.NOTSET);
  }

  public Window withStrides(long... values) {
    return new Window(
        kernelShape, LongStream.of(values).boxed().toList(), dilations, pads, autoPad);
  }

  public Window withDilations(long... values) {
    return new Window(kernelShape, strides, LongStream.of(values).boxed().toList(), pads, autoPad);
  }

  /** This window with these pads instead of any automatic ones. */
  public Window withPads(List<Long> values) {
    return new Window(kernelShape, strides, dilations, values, AutoPad.NOTSET);
  }

  public Window withAutoPad(AutoPad value) {
    return new Window(
        kernelShape, strides, dilations, value == AutoPad.NOTSET ? pads : List.of(), value);
  }

  /** Number of spatial axes; -1 when every list is empty. */
  public int spatialRank() {
    for (var list : List.of(kernelShape, strides, dilations)) {
      if (!list.isEmpty()) {
        return list.size();
      }
    }
    return pads.isEmpty() ? -1 : pads.size() / 2;
  }

  /** Step along spatial axis {@code axis}. */
  public long stride(int axis) {
    return strides.isEmpty() ? 1 : strides.get(axis);
  }

  public long dilation(int axis) {
    return dilations.isEmpty() ? 1 : dilations.get(axis);
  }

  /** Padding before the first element; zero while padding is automatic. */
  public long padBegin(int axis) {
    return pads.isEmpty() || autoPad != AutoPad.NOTSET ? 0 : pads.get(axis);
  }

  /** Padding after the last element; zero while padding is automatic. */
  public long padEnd(int axis) {
    return pads.isEmpty() || autoPad != AutoPad.NOTSET ? 0 : pads.get(pads.size() / 2 + axis);
  }

  /** True when no element is padded. */
  public boolean isUnpadded() {
    return autoPad == AutoPad.VALID
        || (autoPad == AutoPad.NOTSET && pads.stream().allMatch(p -> p == 0));
  }

  /**
   * Extent of the kernel along {@code axis}: as listed, else that of {@code weight}, whose axes 2… are spatial. A list
   * of fewer axes than there are says nothing of the others.
   */
  public Dim kernel(int axis, Shape weight) {
    return axis >= kernelShape.size() ? weight.dim(axis + 2) : Dim.of(kernelShape.get(axis));
  }

  /** Elements from the first to the last that the kernel touches: {@code (kernel - 1) * dilation + 1}. */
  public Dim span(int axis, Dim kernel) {
    return kernel.minus(Dim.ONE).times(dilation(axis)).plus(Dim.ONE);
  }

  /**
   * Number of positions of the window along {@code axis} of an input {@code in} long. With {@code ceil}, a last position
   * that sticks out counts too, unless it begins behind the end of the input. Not positive when the window does not fit.
   */
  public Dim extent(int axis, Dim in, Dim kernel, boolean ceil) {
    var stride = Dim.of(stride(axis));
    if (autoPad == AutoPad.SAME_UPPER || autoPad == AutoPad.SAME_LOWER) {
      return in.ceilDiv(stride);
    }
    var begun = in.plus(Dim.of(padBegin(axis)));
    var room = begun.plus(Dim.of(padEnd(axis))).minus(span(axis, kernel));
    if (!ceil) {
      return room.floorDiv(stride).plus(Dim.ONE);
    }
    var positions = room.ceilDiv(stride).plus(Dim.ONE);
    var slack = span(axis, kernel).minus(Dim.of(padEnd(axis)));
    boolean fits = slack.isConst() && slack.constant() >= stride(axis);
    return fits ? positions : positions.min(begun.ceilDiv(stride));
  }

  /**
   * Length along {@code axis} of the result of the transposed window over an input {@code in} long; unknown where
   * readings of the standard differ (automatic padding together with output padding).
   */
  public Dim transposedExtent(int axis, Dim in, Dim kernel, long outputPadding) {
    var stride = Dim.of(stride(axis));
    var full = in.minus(Dim.ONE).times(stride).plus(span(axis, kernel)).plus(Dim.of(outputPadding));
    if (autoPad == AutoPad.SAME_UPPER || autoPad == AutoPad.SAME_LOWER) {
      return outputPadding == 0 ? full.min(in.times(stride)) : Dim.UNKNOWN;
    }
    return full.minus(Dim.of(padBegin(axis))).minus(Dim.of(padEnd(axis)));
  }

  /**
   * The same sliding window with every pad listed, for an input and weight of these shapes; null when a pad depends on
   * an extent that is not constant.
   */
  public @Nullable Window withExplicitPads(Shape input, Shape weight) {
    if (autoPad == AutoPad.NOTSET) {
      return this;
    }
    if (autoPad == AutoPad.VALID) {
      return withPads(List.of());
    }
    var begins = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int i = 0; i < input.rank() - 2; i++) {
      var in = input.dim(i + 2);
      var stride = Dim.of(stride(i));
      var last = in.ceilDiv(stride).minus(Dim.ONE).times(stride);
      var total = last.plus(span(i, kernel(i, weight))).minus(in);
      if (!total.isConst()) {
        return null;
      }
      long pad = Math.max(0, total.constant());
      begins.add(autoPad == AutoPad.SAME_UPPER ? pad / 2 : pad - pad / 2);
      ends.add(pad - begins.getLast());
    }
    begins.addAll(ends);
    return begins.isEmpty() ? null : withPads(begins);
  }
}
