package sinter.worker.protocol;

import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a message; every size is checked against what is left of it. */
public final class HeadReader {
  private static final int MAX_NESTING = 32;

  private final ByteBuffer head;
  private final List<MemorySegment> blobs;

  HeadReader(Message message) {
    this.head = message.head().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.blobs = message.blobs();
  }

  /** The next 32-bit integer. */
  public int integer() throws ProtocolException {
    try {
      return head.getInt();
    } catch (BufferUnderflowException e) {
      throw truncated();
    }
  }

  /** The next 64-bit integer. */
  public long number() throws ProtocolException {
    try {
      return head.getLong();
    } catch (BufferUnderflowException e) {
      throw truncated();
    }
  }

  /** The next list of 64-bit integers. */
  public List<Long> numbers() throws ProtocolException {
    int count = count(8);
    List<Long> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(number());
    }
    return List.copyOf(values);
  }

  /** The next string. */
  public String text() throws ProtocolException {
    byte[] bytes = new byte[count(1)];
    head.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The next string, or null for its absence. */
  public @Nullable String optionalText() throws ProtocolException {
    return integer() == 0 ? null : text();
  }

  /** The next list of strings. */
  public List<String> texts() throws ProtocolException {
    int count = count(4);
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return List.copyOf(values);
  }

  /** The next blob. */
  public MemorySegment blob() throws ProtocolException {
    int index = integer();
    if (index < 0 || index >= blobs.size()) {
      throw new ProtocolException("blob " + index + " of " + blobs.size());
    }
    return blobs.get(index);
  }

  /** The next value. */
  public Payload payload() throws ProtocolException {
    return payload(0);
  }

  private Payload payload(int depth) throws ProtocolException {
    if (depth > MAX_NESTING) {
      throw new ProtocolException("a value nested deeper than " + MAX_NESTING);
    }
    int kind = integer();
    return switch (kind) {
      case Payload.NONE -> new Payload.None();
      case Payload.TENSOR -> new Payload.Tensor(integer(), numbers(), blob());
      case Payload.STRINGS -> new Payload.Strings(numbers(), blob());
      case Payload.SEQUENCE -> {
        int count = count(4);
        List<Payload> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          elements.add(payload(depth + 1));
        }
        yield new Payload.Sequence(elements);
      }
      case Payload.DICTIONARY -> new Payload.Dictionary(payload(depth + 1), payload(depth + 1));
      default -> throw new ProtocolException("value kind " + kind);
    };
  }

  /** The next description of a graph input or output. */
  public Port port() throws ProtocolException {
    return new Port(text(), Port.Kind.of(integer()), integer(), numbers(), texts());
  }

  /** The next count of elements that take at least {@code leastBytes} each. */
  public int count(int leastBytes) throws ProtocolException {
    int count = integer();
    if (count < 0 || (long) count * leastBytes > head.remaining()) {
      throw truncated();
    }
    return count;
  }

  private ProtocolException truncated() {
    return new ProtocolException("the head of " + head.capacity() + " bytes ends inside a field");
  }
}
