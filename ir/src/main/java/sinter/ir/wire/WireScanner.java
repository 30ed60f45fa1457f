package sinter.ir.wire;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the tensor payloads out of a serialized model without reading them.
 *
 * <p>Files are untrusted: every length is checked against its enclosing message before use, and
 * nesting is limited. Sizes and offsets of the file are {@code long}.
 */
public final class WireScanner {
  /** Largest message that is left after stripping, in bytes. */
  public static final int MAX_MESSAGE = Integer.MAX_VALUE - 8;

  /** Depth to which messages may nest; a parser of the stripped message needs to allow as much. */
  public static final int MAX_DEPTH = Edits.MAX_DEPTH;

  private WireScanner() {}

  /**
   * A model without payloads.
   *
   * @param message the model, with a {@link Placeholder} as every {@code raw_data}
   * @param payloads slices of the file, by placeholder index less the first
   */
  @SuppressWarnings("ArrayRecordComponent") // parsers take arrays; nobody compares this record
  public record Stripped(byte[] message, List<MemorySegment> payloads) {}

  /** As {@link #strip(MemorySegment, int)} with placeholders from 0 up. */
  public static Stripped strip(MemorySegment file) throws MalformedWire {
    return strip(file, 0);
  }

  /**
   * Splits a serialized ModelProto into a small message and the payloads of all its tensors, at any
   * depth, in file order; placeholders count from {@code first}.
   *
   * @throws MalformedWire when {@code file} is not a protobuf message, nests too deep, or is larger
   *     than {@link #MAX_MESSAGE} without its payloads
   */
  public static Stripped strip(MemorySegment file, int first) throws MalformedWire {
    var payloads = new ArrayList<MemorySegment>();
    var edits =
        new Edits(
            file,
            (index, at, length) -> {
              payloads.add(file.asSlice(at, length));
              return Placeholder.BYTES;
            });
    if (edits.total() > MAX_MESSAGE) {
      throw new MalformedWire(
          file.byteSize(),
          "the model has %d bytes without tensor payloads, at most %d are supported"
              .formatted(edits.total(), MAX_MESSAGE));
    }
    var message = new byte[(int) edits.total()];
    var segment = MemorySegment.ofArray(message);
    var out = ByteBuffer.wrap(message);
    long from = 0;
    for (var edit : edits.list()) {
      copy(file, from, edit.at(), segment, out);
      Varint.put(out, edit.length());
      if (edit.payload() != Edits.NO_PAYLOAD) out.put(Placeholder.of(first + edit.payload()));
      from = edit.end();
    }
    copy(file, from, file.byteSize(), segment, out);
    return new Stripped(message, List.copyOf(payloads));
  }

  /** Copies a part of the file to the position of {@code out}, which is a view of {@code message}. */
  private static void copy(
      MemorySegment file, long from, long to, MemorySegment message, ByteBuffer out) {
    MemorySegment.copy(file, from, message, out.position(), to - from);
    out.position(out.position() + (int) (to - from));
  }
}
