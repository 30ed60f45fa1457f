package sinter.worker.protocol;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a message field by field; {@link HeadReader} reads the fields in the same order. */
public final class HeadWriter {
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final List<MemorySegment> blobs = new ArrayList<>();

  /** Appends a 32-bit integer. */
  public HeadWriter integer(int value) {
    head.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  /** Appends a 64-bit integer. */
  public HeadWriter number(long value) {
    head.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  /** Appends a list of 64-bit integers. */
  public HeadWriter numbers(List<Long> values) {
    integer(values.size());
    values.forEach(this::number);
    return this;
  }

  /** Appends a string. */
  public HeadWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    integer(bytes.length);
    head.writeBytes(bytes);
    return this;
  }

  /** Appends a string or its absence. */
  public HeadWriter optionalText(@Nullable String value) {
    return value == null ? integer(0) : integer(1).text(value);
  }

  /** Appends a list of strings. */
  public HeadWriter texts(List<String> values) {
    integer(values.size());
    values.forEach(this::text);
    return this;
  }

  /** Appends a blob. */
  public HeadWriter blob(MemorySegment bytes) {
    blobs.add(bytes);
    return integer(blobs.size() - 1);
  }

  /** Appends a value. */
  public HeadWriter payload(Payload value) {
    switch (value) {
      case Payload.None() -> integer(Payload.NONE);
      case Payload.Tensor(int dtype, List<Long> shape, MemorySegment bytes) ->
          integer(Payload.TENSOR).integer(dtype).numbers(shape).blob(bytes);
      case Payload.Strings(List<Long> shape, MemorySegment packed) ->
          integer(Payload.STRINGS).numbers(shape).blob(packed);
      case Payload.Sequence(List<Payload> elements) -> {
        integer(Payload.SEQUENCE).integer(elements.size());
        elements.forEach(this::payload);
      }
      case Payload.Dictionary(Payload keys, Payload values) ->
          integer(Payload.DICTIONARY).payload(keys).payload(values);
    }
    return this;
  }

  /** Appends the description of a graph input or output. */
  public HeadWriter port(Port port) {
    text(port.name()).integer(port.kind().tag()).integer(port.dtype());
    return numbers(port.dims()).texts(port.symbols());
  }

  /** The message. */
  public Message message(int tag) {
    return new Message(tag, MemorySegment.ofArray(head.toByteArray()), blobs);
  }
}
