package sinter.frontend.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * NumPy's array format, versions 1 to 3. Arrays are mapped, not read; element types that NumPy lacks
 * (bfloat16, float8, 4-bit) are not part of the format. Arrays in column order are read as transposed ones.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-z])(\\d+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private Npy() {}

  /** The array in {@code file}. @throws InputError when it is not one this format can hold */
  public static Tensor read(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return read(file, bytes);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The array in {@code file}, whose content is {@code bytes}. */
  public static Tensor read(Path file, MemorySegment bytes) {
    var what = file.toString();
    return Header.read(bytes, bytes.byteSize(), what).tensor(bytes, file, 0, what);
  }

  static InputError unreadable(Path file, IOException e) {
    return e instanceof NoSuchFileException
        ? new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, "no file " + file)
        : new InputError(
            Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
  }

  /**
   * What stands before the elements.
   *
   * @param columns whether the first index runs fastest
   * @param start place of the first element
   */
  record Header(DType dtype, List<Long> dims, boolean columns, long start) {
    /** Longest header that is read from a compressed array. */
    static final int LONGEST = 1 << 16;

    /** From the first bytes of an array of {@code length} bytes. */
    static Header read(MemorySegment bytes, long length, String what) {
      if (bytes.byteSize() < 12
          || bytes.asSlice(0, 6).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
        throw malformed(what, "it does not begin as a NumPy array does");
      }
      boolean old = bytes.get(ValueLayout.JAVA_BYTE, 6) == 1;
      long size =
          old
              ? Short.toUnsignedLong(bytes.get(Tensor.SHORT, 8))
              : Integer.toUnsignedLong(bytes.get(Tensor.INT, 8));
      long start = (old ? 10 : 12) + size;
      if (size > LONGEST || start > bytes.byteSize()) {
        throw malformed(what, "its header is longer than the file or than " + LONGEST + " bytes");
      }
      var text =
          new String(
              bytes.asSlice(start - size, size).toArray(ValueLayout.JAVA_BYTE),
              StandardCharsets.UTF_8);
      var order = ORDER.matcher(text);
      var dims = shape(text, what);
      boolean columns = order.find() && order.group(1).equals("True") && dims.size() > 1;
      var header = new Header(element(text, what), dims, columns, start);
      long content = header.size(what);
      if (length - start < content) {
        throw malformed(
            what,
            "it has %d bytes of data where %s takes %d"
                .formatted(length - start, header.type(), content));
      }
      return header;
    }

    TensorType type() {
      return new TensorType(dtype, Shape.ofLongs(dims));
    }

    /** Place after the last element. */
    long end(String what) {
      return start + size(what);
    }

    long size(String what) {
      try {
        boolean isEmpty = dims.contains(0L);
        return isEmpty ? 0 : dtype.bytes(dims.stream().reduce(1L, Math::multiplyExact));
      } catch (ArithmeticException e) {
        throw malformed(what, "its shape " + dims + " does not fit any file");
      }
    }

    /**
     * The array whose bytes, header and all, are {@code bytes}.
     *
     * @param file what {@code bytes} are mapped from; null when they are only in memory
     * @param offset place of {@code bytes} in the file
     */
    Tensor tensor(MemorySegment bytes, @Nullable Path file, long offset, String what) {
      var content = bytes.asSlice(start, size(what));
      var type = new TensorType(dtype, Shape.ofLongs(columns ? dims.reversed() : dims));
      Tensor rows =
          file == null
              ? new Tensor.Dense(type, content)
              : new Tensor.Mapped(type, file, offset + start, content);
      if (!columns) {
        return rows;
      }
      var axes = new ArrayList<Integer>();
      for (int i = dims.size() - 1; i >= 0; i--) {
        axes.add(i);
      }
      return new Tensor.Derived(type(), new Recipe.Permute(axes), List.of(rows));
    }
  }

  private static DType element(String header, String what) {
    var m = DESCR.matcher(header);
    if (!m.find()) {
      throw malformed(what, "its element type is not a plain number: " + header.strip());
    }
    var width = m.group(3);
    if (m.group(1).equals(">") && !width.equals("1")) {
      throw malformed(
          what,
          "its elements are big-endian; in NumPy, a.astype(a.dtype.newbyteorder('<')) converts them");
    }
    var kind = m.group(2);
    var text =
        switch (kind) {
          case "f", "i", "u", "c" -> width.length() > 2 ? "" : kind + Integer.parseInt(width) * 8;
          case "b" -> "bool";
          default -> "";
        };
    if (DType.of(text) instanceof DType d && !text.startsWith("f8")) {
      return d;
    }
    throw malformed(what, "its element type " + kind + width + " has no counterpart in ONNX");
  }

  private static List<Long> shape(String header, String what) {
    var m = SHAPE.matcher(header);
    if (!m.find()) {
      throw malformed(what, "its header states no shape");
    }
    var dims = new ArrayList<Long>();
    for (var d : m.group(1).split(",", -1)) {
      if (!d.isBlank()) {
        dims.add(extent(d.strip(), what));
      }
    }
    return dims;
  }

  private static long extent(String text, String what) {
    try {
      long extent = Long.parseLong(text);
      if (extent >= 0) {
        return extent;
      }
    } catch (NumberFormatException e) {
      throw malformed(what, "its shape has the extent " + text);
    }
    throw malformed(what, "its shape has the extent " + text);
  }

  static InputError malformed(String what, String why) {
    return new InputError(Code.MALFORMED_FILE, Loc.UNKNOWN, what + " cannot be read: " + why);
  }

  /**
   * Writes an array.
   *
   * @throws IllegalArgumentException for element types that the format lacks
   */
  public static void write(Tensor tensor, Path file) throws IOException {
    var descr =
        "'"
            + (tensor.dtype().bits() == 8 ? "|" : "<")
            + letter(tensor.dtype())
            + tensor.dtype().bits() / 8
            + "'";
    var shape = tensor.dims().stream().map(d -> d + ",").collect(Collectors.joining(" "));
    var dict =
        String.format(
            Locale.ROOT, "{'descr': %s, 'fortran_order': False, 'shape': (%s), }", descr, shape);
    int padded = (dict.length() + 1 + 10 + 63) / 64 * 64 - 10;
    var header =
        (dict + " ".repeat(padded - dict.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (var out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var head = ByteBuffer.allocate(10 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      head.put(MAGIC)
          .put((byte) 1)
          .put((byte) 0)
          .putShort((short) header.length)
          .put(header)
          .flip();
      while (head.hasRemaining()) {
        out.write(head);
      }
      Tiles.write(tensor, out);
    }
  }

  private static String letter(DType dtype) {
    return switch (dtype) {
      case F16, F32, F64 -> "f";
      case I8, I16, I32, I64 -> "i";
      case U8, U16, U32, U64 -> "u";
      case BOOL -> "b";
      case C64, C128 -> "c";
      case STRING, BF16, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, U4, I4, F4E2M1, F8E8M0, U2, I2 ->
          throw new IllegalArgumentException("NumPy has no element type " + dtype);
    };
  }
}
