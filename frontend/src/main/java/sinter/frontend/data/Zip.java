package sinter.frontend.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import sinter.ir.tensor.Tensor;

/**
 * The directory of a mapped zip file. The JDK's readers do not say where in the file an entry's bytes are, and mapping
 * them is the point. Format: PKWARE's APPNOTE 6.3, stored and deflated entries, with its 64-bit extension.
 */
final class Zip {
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int IN_DIRECTORY = 0x02014b50;
  private static final int IN_FRONT = 0x04034b50;
  private static final long NARROW = 0xFFFFFFFFL;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Stored files up to this size are checked against their sum; beyond it, reading them twice would show. */
  private static final long MOST_CHECKED = 1L << 28;

  /** A piece of at most so many bytes goes through a byte buffer at once. */
  private static final long STEP = 1L << 26;

  /** Bytes that are set aside for an unpacked file before any come out. */
  private static final long FIRST = 1L << 16;

  private final MemorySegment bytes;
  private final String what;

  private Zip(MemorySegment bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  /**
   * A file in the archive.
   *
   * @param data its bytes as they are in the archive, which begin at {@code offset}
   * @param size how many bytes it has when it is unpacked, as the archive says
   * @param sum CRC-32 of those bytes, as the archive says
   */
  record Entry(String name, boolean isStored, long offset, MemorySegment data, long size, int sum) {
    /**
     * Refuses bytes other than those that went into the archive.
     *
     * @param bytes the whole file, unpacked
     */
    void check(MemorySegment bytes, String what) {
      var crc = new CRC32();
      for (long at = 0; at < bytes.byteSize(); at += STEP) {
        crc.update(bytes.asSlice(at, Math.min(STEP, bytes.byteSize() - at)).asByteBuffer());
      }
      if ((int) crc.getValue() != sum) {
        throw Npy.malformed(what, "its bytes are damaged: their CRC-32 is not the archive's");
      }
    }

    /** Whether its bytes can be checked without reading a large mapped file. */
    boolean isChecked() {
      return !isStored || size <= MOST_CHECKED;
    }

    /** The first {@code length} bytes of the file itself. */
    MemorySegment unpacked(long length, String what) {
      if (isStored) {
        return data.asSlice(0, length);
      }
      // What the archive states is believed as far as bytes come out: no more is set aside than
      // twice those.
      var out = Arena.ofAuto().allocate(Math.max(1, Math.min(length, FIRST)), 8);
      try (var inflater = new Inflater(true)) {
        long in = 0;
        long done = 0;
        while (done < length) {
          if (inflater.needsInput()) {
            long step = Math.min(STEP, data.byteSize() - in);
            inflater.setInput(data.asSlice(in, step).asByteBuffer());
            in += step;
          }
          if (done == out.byteSize()) {
            var wider = Arena.ofAuto().allocate(Math.min(length, 2 * done), 8);
            out = wider.copyFrom(out);
          }
          long room = Math.min(STEP, out.byteSize() - done);
          int got = inflater.inflate(out.asSlice(done, room).asByteBuffer());
          if (got == 0 && (inflater.finished() || in == data.byteSize())) {
            throw Npy.malformed(what, "it ends after " + done + " of " + size + " bytes");
          }
          done += got;
        }
      } catch (DataFormatException e) {
        throw Npy.malformed(what, "its compressed bytes are damaged");
      }
      return out.asSlice(0, length);
    }
  }

  /** The entries in the order of the directory. */
  static List<Entry> entries(MemorySegment bytes, String what) {
    try {
      return new Zip(bytes, what).read();
    } catch (IndexOutOfBoundsException e) {
      throw Npy.malformed(what, "a place in it lies beyond its end");
    }
  }

  private List<Entry> read() {
    long end = end();
    long count = u16(end + 10);
    long at = u32(end + 16);
    if ((count == 0xFFFF || at == NARROW) && end >= 20 && s32(end - 20) == LOCATOR_64) {
      long wide = s64(end - 12);
      if (s32(wide) != END_64) {
        throw Npy.malformed(what, "the end of its directory is not where it should be");
      }
      count = s64(wide + 32);
      at = s64(wide + 48);
    }
    var entries = new ArrayList<Entry>();
    for (long i = 0; i < count; i++) {
      if (s32(at) != IN_DIRECTORY) {
        throw Npy.malformed(what, "entry " + i + " of its directory is not one");
      }
      entries.add(entry(at));
      at += 46 + u16(at + 28) + u16(at + 30) + u16(at + 32);
    }
    return entries;
  }

  /** Place of the record that ends the file, but for a comment of at most 65,535 bytes. */
  private long end() {
    long last = bytes.byteSize() - 22;
    for (long at = last; at >= Math.max(0, last - 0xFFFF); at--) {
      if (s32(at) == END) {
        return at;
      }
    }
    throw Npy.malformed(what, "it does not end as a zip file does");
  }

  private Entry entry(long at) {
    int method = u16(at + 10);
    int nameLength = u16(at + 28);
    var name =
        new String(
            bytes.asSlice(at + 46, nameLength).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.UTF_8);
    if ((u16(at + 8) & 1) != 0 || (method != STORED && method != DEFLATED)) {
      throw Npy.malformed(what, name + " is encrypted, or compressed in a way other than deflate");
    }
    long[] wide = {u32(at + 24), u32(at + 20), u32(at + 42)};
    widen(wide, at + 46 + nameLength, u16(at + 30));
    long size = wide[0];
    long packed = wide[1];
    long local = wide[2];
    if (s32(local) != IN_FRONT) {
      throw Npy.malformed(what, name + " does not begin where the directory says");
    }
    long offset = local + 30 + u16(local + 26) + u16(local + 28);
    boolean isStored = method == STORED;
    if (size < 0 || (isStored && size != packed)) {
      throw Npy.malformed(what, name + " has two sizes");
    }
    return new Entry(name, isStored, offset, bytes.asSlice(offset, packed), size, s32(at + 16));
  }

  /** Replaces those of the sizes and the place that do not fit 32 bits by what the extension says. */
  private void widen(long[] fields, long at, int length) {
    for (long end = at + length; at + 4 <= end; at += 4 + u16(at + 2)) {
      if (u16(at) == 1) {
        long next = at + 4;
        for (int i = 0; i < fields.length; i++) {
          if (fields[i] == NARROW) {
            fields[i] = s64(next);
            next += 8;
          }
        }
        return;
      }
    }
  }

  private int u16(long at) {
    return Short.toUnsignedInt(bytes.get(Tensor.SHORT, at));
  }

  private int s32(long at) {
    return bytes.get(Tensor.INT, at);
  }

  private long u32(long at) {
    return Integer.toUnsignedLong(s32(at));
  }

  private long s64(long at) {
    return bytes.get(Tensor.LONG, at);
  }
}
