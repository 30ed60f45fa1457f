package sinter.ir.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.random.RandomGenerator;

/** Writes protobuf by hand, and random messages of the shape of a model. */
final class Wire {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Wire varint(long value) {
    var rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  Wire raw(int... bytes) {
    for (var b : bytes) out.write(b);
    return this;
  }

  Wire number(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  Wire bytes(int field, byte[] value) {
    varint((long) field << 3 | 2).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  Wire message(int field, Wire value) {
    return bytes(field, value.done());
  }

  byte[] done() {
    return out.toByteArray();
  }

  /** A model whose only content is one initializer with this payload. */
  static byte[] modelWith(byte[] payload) {
    return new Wire()
        .message(7, new Wire().message(5, new Wire().bytes(9, payload).number(2, 1)))
        .done();
  }

  /** A random message; payload fields, messages around them and unknown fields of every kind. */
  static Wire random(Scope scope, int depth, RandomGenerator random) {
    var wire = new Wire();
    var fields = random.nextInt(30);
    for (var i = 0; i < fields; i++) {
      switch (random.nextInt(30)) {
        case 0 -> wire.number(1 + random.nextInt(4000), random.nextLong());
        case 1 -> wire.varint(30 << 3 | 1).raw(1, 2, 3, 4, 5, 6, 7, 8);
        case 2 -> wire.varint(31 << 3 | 5).raw(1, 2, 3, 4);
        case 3 -> wire.bytes(40 + random.nextInt(4000), content(random));
        case 4 -> wire.varint(50 << 3 | 3).bytes(9, content(random)).varint(50 << 3 | 4);
        default -> {
          if (scope == Scope.TENSOR) {
            wire.bytes(9, content(random));
          } else if (depth > 0) {
            var field = 1 + random.nextInt(25);
            var child = scope.child(field);
            if (child != null) wire.message(field, random(child, depth - 1, random));
          }
        }
      }
    }
    return wire;
  }

  private static byte[] content(RandomGenerator random) {
    var bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(12)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Puts payloads back where they were. */
  static byte[] splice(WireScanner.Stripped stripped) throws IOException {
    var splicer =
        new WireSplicer(
            stripped.message(), i -> WireSplicer.Payload.of(stripped.payloads().get(i)));
    var bytes = new ByteArrayOutputStream();
    splicer.writeTo(Channels.newChannel(bytes));
    if (bytes.size() != splicer.size()) {
      throw new AssertionError(bytes.size() + " bytes written, " + splicer.size() + " announced");
    }
    return bytes.toByteArray();
  }

  static WireScanner.Stripped strip(byte[] model) throws MalformedWire {
    return WireScanner.strip(MemorySegment.ofArray(model));
  }
}
