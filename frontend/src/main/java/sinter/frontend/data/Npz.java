package sinter.frontend.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type.TensorType;

/**
 * NumPy's archives: a zip file with one {@code .npy} per array. Arrays that are stored as they are stay in the mapped
 * file; compressed ones are read when they are asked for.
 */
public final class Npz {
  private static final String ENDING = ".npy";

  private Npz() {}

  /** An array of an archive. */
  public record Entry(Path file, Zip.Entry packed, Npy.Header header) {
    public TensorType type() {
      return header.type();
    }

    private String what() {
      return file + "!" + packed.name();
    }

    /** The array itself. @throws InputError when it is damaged, as far as that is checked */
    public Tensor tensor() {
      long end = header.end(what());
      var bytes = packed.isStored() ? packed.data() : packed.unpacked(end, what());
      if (packed.isChecked() && (packed.isStored() || end == packed.size())) {
        packed.check(bytes, what());
      }
      return packed.isStored()
          ? header.tensor(bytes, file, packed.offset(), what())
          : header.tensor(bytes, null, 0, what());
    }
  }

  /** The arrays in {@code file}, by name without {@code .npy}, in the order of the archive's directory. */
  public static Map<String, Tensor> read(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      var arrays = new LinkedHashMap<String, Tensor>();
      entries(file, bytes).forEach((name, entry) -> arrays.put(name, entry.tensor()));
      return arrays;
    } catch (IOException e) {
      throw Npy.unreadable(file, e);
    }
  }

  /** The arrays in {@code file}, whose content is {@code bytes}; nothing but headers is read. */
  public static SequencedMap<String, Entry> entries(Path file, MemorySegment bytes) {
    var arrays = new LinkedHashMap<String, Entry>();
    for (var packed : Zip.entries(bytes, file.toString())) {
      if (packed.name().endsWith(ENDING)) {
        var what = file + "!" + packed.name();
        var start = packed.unpacked(Math.min(packed.size(), Npy.Header.LONGEST + 12), what);
        var header = Npy.Header.read(start, packed.size(), what);
        var name = packed.name().substring(0, packed.name().length() - ENDING.length());
        if (arrays.put(name, new Entry(file, packed, header)) != null) {
          throw Npy.malformed(file.toString(), "it holds two arrays called " + name);
        }
      }
    }
    return arrays;
  }
}
