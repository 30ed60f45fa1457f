package sinter.ir.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;

/** Streams the content of any tensor through a bounded buffer. */
public final class Tiles {
  /** Elements per tile; a multiple of eight, so that tiles of sub-byte elements end on a byte. */
  private static final int TILE = 1 << 16;

  private Tiles() {}

  /** Receives consecutive pieces of the content; a piece is valid only during the call. */
  public interface Sink {
    void accept(MemorySegment piece) throws IOException;
  }

  /** Gives the whole content to {@code sink}, in order; {@link Tensor.Strings} are refused. */
  public static void forEach(Tensor tensor, Sink sink) throws IOException {
    switch (tensor) {
      case Tensor.Mapped m -> pieces(m.bytes(), sink);
      case Tensor.Dense d -> pieces(d.bytes(), sink);
      case Tensor.Splat s -> splat(s, sink);
      case Tensor.Derived d -> derived(d, sink);
      case Tensor.Strings _ -> throw new IllegalArgumentException("strings have no packed content");
    }
  }

  public static void write(Tensor tensor, WritableByteChannel out) throws IOException {
    forEach(
        tensor,
        piece -> {
          var buffer = piece.asByteBuffer();
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        });
  }

  private static void pieces(MemorySegment bytes, Sink sink) throws IOException {
    long step = 1L << 22;
    for (long at = 0; at < bytes.byteSize(); at += step) {
      sink.accept(bytes.asSlice(at, Math.min(step, bytes.byteSize() - at)));
    }
  }

  private static void splat(Tensor.Splat s, Sink sink) throws IOException {
    long n = s.size();
    int count = (int) Math.min(n, TILE);
    if (count == 0) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      var tile = arena.allocate(s.dtype().bytes(count), 8);
      var out = new Elements.Packed(s.dtype(), tile);
      for (int i = 0; i < count; i++) {
        out.setBits(i, s.bits());
      }
      for (long at = 0; at < n; at += count) {
        sink.accept(tile.asSlice(0, s.dtype().bytes(Math.min(count, n - at))));
      }
    }
  }

  private static void derived(Tensor.Derived d, Sink sink) throws IOException {
    long n = d.size();
    int tileSize = (int) Math.min(n, TILE);
    if (tileSize == 0) {
      return;
    }
    var elements = Elements.of(d);
    var values = new double[tileSize];
    try (var arena = Arena.ofConfined()) {
      var tile = arena.allocate(d.dtype().bytes(tileSize), 8);
      var out = new Elements.Packed(d.dtype(), tile);
      for (long at = 0; at < n; at += tileSize) {
        int count = (int) Math.min(tileSize, n - at);
        if (d.dtype().isFloat()) {
          elements.read(at, values, count);
          out.write(values, count);
        } else {
          for (int i = 0; i < count; i++) {
            out.setLong(i, elements.getLong(at + i));
          }
        }
        sink.accept(tile.asSlice(0, d.dtype().bytes(count)));
      }
    }
  }

  /** The content in new off-heap memory. */
  static MemorySegment materialize(Tensor tensor) {
    long size = tensor.byteSize();
    var into = Arena.ofAuto().allocate(Math.max(size, 1), 8);
    var at = new long[1];
    try {
      forEach(
          tensor,
          piece -> {
            MemorySegment.copy(piece, 0, into, at[0], piece.byteSize());
            at[0] += piece.byteSize();
          });
    } catch (IOException e) {
      throw new IllegalStateException("copying memory does no input or output", e);
    }
    return into.asSlice(0, size);
  }
}
