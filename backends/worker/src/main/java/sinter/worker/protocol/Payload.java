package sinter.worker.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A value that crosses the pipe. Data types are numbered as in ONNX's {@code TensorProto}. */
public sealed interface Payload {
  /** Tags on the wire. */
  int NONE = 0;

  int TENSOR = 1;
  int STRINGS = 2;
  int SEQUENCE = 3;
  int DICTIONARY = 4;

  /** An optional without a value. */
  record None() implements Payload {}

  /**
   * A dense tensor.
   *
   * @param dtype the ONNX number of the element type, never string
   * @param bytes elements in row-major order, little-endian, sub-byte types packed low bits first
   */
  record Tensor(int dtype, List<Long> shape, MemorySegment bytes) implements Payload {}

  /**
   * A tensor of strings.
   *
   * @param packed each element as a 32-bit length and that many bytes
   */
  record Strings(List<Long> shape, MemorySegment packed) implements Payload {
    private static final ValueLayout.OfInt LENGTH =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Packs the elements. */
    public static Strings of(List<Long> shape, List<byte[]> elements) {
      long bytes = 0;
      for (byte[] element : elements) {
        bytes += 4L + element.length;
      }
      MemorySegment packed = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
      long at = 0;
      for (byte[] element : elements) {
        packed.set(LENGTH, at, element.length);
        MemorySegment.copy(element, 0, packed, ValueLayout.JAVA_BYTE, at + 4, element.length);
        at += 4L + element.length;
      }
      return new Strings(shape, packed);
    }

    /** The elements; {@link ProtocolException} if the packing is broken. */
    public List<byte[]> elements() throws ProtocolException {
      List<byte[]> elements = new ArrayList<>();
      long end = packed.byteSize();
      long at = 0;
      while (at < end) {
        long length = end - at < 4 ? -1 : packed.get(LENGTH, at);
        if (length < 0 || length > end - at - 4) {
          throw new ProtocolException("a packed string ends beyond its blob");
        }
        elements.add(packed.asSlice(at + 4, length).toArray(ValueLayout.JAVA_BYTE));
        at += 4 + length;
      }
      return elements;
    }
  }

  /** A sequence of tensors, of strings or of maps. */
  record Sequence(List<Payload> elements) implements Payload {
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /** A map: keys and values as two one-dimensional tensors in the same order. */
  record Dictionary(Payload keys, Payload values) implements Payload {}
}
