package sinter.ir.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What changes in a message when every payload in it gets another length: one edit per payload and
 * one per length prefix around it, in file order. A field of a known number with an unexpected wire
 * type is an unknown field, as protobuf has it, and stays as it is.
 */
final class Edits {
  /** Messages and groups inside each other; a hostile file must not overflow the stack. */
  static final int MAX_DEPTH = 200;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int GROUP_START = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED32 = 5;

  /** The length that takes the place of a payload's. */
  @FunctionalInterface
  interface NewLength {
    long of(int payload, long at, long length) throws MalformedWire;
  }

  /**
   * Bytes {@code [at, end)} of the message become the varint {@code length}, followed by the
   * payload of index {@code payload} unless that is {@link #NO_PAYLOAD}.
   */
  record Edit(long at, long end, long length, int payload) {}

  static final int NO_PAYLOAD = -1;

  private final Window bytes;
  private final NewLength newLength;
  private final List<Edit> edits = new ArrayList<>();
  private final long total;
  private int payloads;
  private long pos;

  Edits(MemorySegment message, NewLength newLength) throws MalformedWire {
    this.bytes = new Window(message);
    this.newLength = newLength;
    var size = message.byteSize();
    this.total = size + walk(Scope.MODEL, size, 1);
  }

  /** The edits, by ascending position, without overlaps. */
  List<Edit> list() {
    return edits;
  }

  /** Size of the message after the edits. */
  long total() {
    return total;
  }

  /** Walks the fields up to {@code end} and returns by how much they grow. */
  private long walk(Scope scope, long end, int depth) throws MalformedWire {
    if (depth > MAX_DEPTH) {
      throw new MalformedWire(pos, "messages nest deeper than " + MAX_DEPTH + " levels");
    }
    long growth = 0;
    while (pos < end) {
      var at = pos;
      var tag = tag(scope.message, end);
      if (wireType(tag) == DELIMITED) {
        growth = Math.addExact(growth, delimited(scope, field(tag), end, depth));
      } else {
        skip(scope.message, at, tag, end, depth);
      }
    }
    return growth;
  }

  private long delimited(Scope scope, int field, long end, int depth) throws MalformedWire {
    var at = pos;
    var length = length(scope.message, field, end);
    var start = pos;
    var stop = start + length;
    if (scope.isPayload(field)) {
      var now = newLength.of(payloads, start, length);
      edits.add(new Edit(at, stop, now, payloads++));
      pos = stop;
      return Varint.size(now) + now - (stop - at);
    }
    var child = scope.child(field);
    if (child == null) {
      pos = stop;
      return 0;
    }
    var mark = edits.size();
    var growth = walk(child, stop, depth + 1);
    if (edits.size() == mark) return 0;
    var now = length + growth;
    edits.add(mark, new Edit(at, start, now, NO_PAYLOAD));
    return growth + Varint.size(now) - (start - at);
  }

  private void skip(String message, long at, int tag, long end, int depth) throws MalformedWire {
    switch (wireType(tag)) {
      case VARINT -> varint(message, end);
      case FIXED64 -> advance(message, field(tag), Long.BYTES, end);
      case DELIMITED -> {
        var length = length(message, field(tag), end);
        pos += length;
      }
      case FIXED32 -> advance(message, field(tag), Integer.BYTES, end);
      case GROUP_START -> skipGroup(message, field(tag), end, depth + 1);
      case GROUP_END ->
          throw new MalformedWire(at, "group " + field(tag) + " ends in " + message + " unopened");
      default ->
          throw new MalformedWire(
              at, "field " + field(tag) + " of " + message + " has wire type " + wireType(tag));
    }
  }

  private void skipGroup(String message, int group, long end, int depth) throws MalformedWire {
    if (depth > MAX_DEPTH) {
      throw new MalformedWire(pos, "groups nest deeper than " + MAX_DEPTH + " levels");
    }
    while (pos < end) {
      var at = pos;
      var tag = tag(message, end);
      if (wireType(tag) == GROUP_END && field(tag) == group) return;
      skip(message, at, tag, end, depth);
    }
    throw new MalformedWire(pos, "group " + group + " of " + message + " does not end");
  }

  private int tag(String message, long end) throws MalformedWire {
    var at = pos;
    var tag = varint(message, end);
    if (tag >>> Integer.SIZE != 0 || tag >>> 3 == 0) {
      throw new MalformedWire(at, "a field of " + message + " has the number " + (tag >>> 3));
    }
    return (int) tag;
  }

  private static int field(int tag) {
    return tag >>> 3;
  }

  private static int wireType(int tag) {
    return tag & 7;
  }

  private long length(String message, int field, long end) throws MalformedWire {
    var at = pos;
    var length = varint(message, end);
    check(at, message, field, length, end);
    return length;
  }

  private void advance(String message, int field, int length, long end) throws MalformedWire {
    check(pos, message, field, length, end);
    pos += length;
  }

  private void check(long at, String message, int field, long length, long end)
      throws MalformedWire {
    if (length >= 0 && length <= end - pos) return;
    throw new MalformedWire(
        at,
        "field %d of %s is %s bytes long, %d are left"
            .formatted(field, message, Long.toUnsignedString(length), end - pos));
  }

  private long varint(String message, long end) throws MalformedWire {
    var at = pos;
    long value = 0;
    for (var shift = 0; shift < Long.SIZE; shift += 7) {
      if (pos == end) throw new MalformedWire(at, message + " ends inside a number");
      var next = bytes.at(pos++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw new MalformedWire(at, "a number in " + message + " is longer than ten bytes");
  }

  /** Reads single bytes through a small heap buffer: the walk touches few bytes of a large file. */
  private static final class Window {
    private static final int SIZE = 4096;

    private final MemorySegment source;
    private final byte[] buffer = new byte[SIZE];
    private final MemorySegment target = MemorySegment.ofArray(buffer);
    private long base;
    private int filled;

    Window(MemorySegment source) {
      this.source = source;
    }

    byte at(long position) {
      var index = position - base;
      if (index >= 0 && index < filled) return buffer[(int) index];
      base = position;
      filled = (int) Math.min(SIZE, source.byteSize() - position);
      MemorySegment.copy(source, position, target, 0, filled);
      return buffer[0];
    }
  }
}
