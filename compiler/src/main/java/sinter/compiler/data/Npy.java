package sinter.compiler.data;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * NumPy's array format, versions 1 to 3, and archives of it. Arrays are mapped, not read; element types that NumPy lacks
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
      return parse(bytes, file, file.toString());
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + e.getMessage());
    }
  }

  /** The arrays of an archive, by name without {@code .npy}, in order. */
  public static Map<String, Tensor> readArchive(Path file) {
    try (InputStream in = Files.newInputStream(file);
        var zip = new ZipInputStream(in)) {
      var arrays = new LinkedHashMap<String, Tensor>();
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".npy")) {
          var name = entry.getName().substring(0, entry.getName().length() - 4);
          arrays.put(
              name,
              parse(MemorySegment.ofArray(zip.readAllBytes()), null, file + "!" + entry.getName()));
        }
      }
      return arrays;
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + e.getMessage());
    }
  }

  private static Tensor parse(MemorySegment bytes, @Nullable Path file, String what) {
    if (bytes.byteSize() < 12 || bytes.asSlice(0, 6).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
      throw malformed(what, "it does not begin as a NumPy array does");
    }
    boolean old = bytes.get(ValueLayout.JAVA_BYTE, 6) == 1;
    long length =
        old
            ? Short.toUnsignedLong(bytes.get(Tensor.SHORT, 8))
            : Integer.toUnsignedLong(bytes.get(Tensor.INT, 8));
    long start = (old ? 10 : 12) + length;
    if (start > bytes.byteSize()) {
      throw malformed(what, "its header is longer than the file");
    }
    var header =
        new String(
            bytes.asSlice(start - length, length).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.UTF_8);
    var dtype = dtype(header, what);
    var dims = dims(header, what);
    var order = ORDER.matcher(header);
    boolean columns = order.find() && order.group(1).equals("True") && dims.size() > 1;
    var type = new TensorType(dtype, Shape.ofLongs(columns ? dims.reversed() : dims));
    long size = dtype.bytes(type.shape().elements().constant());
    if (bytes.byteSize() - start < size) {
      throw malformed(
          what,
          "it has "
              + (bytes.byteSize() - start)
              + " bytes of data where "
              + type
              + " takes "
              + size);
    }
    var content = bytes.asSlice(start, size);
    Tensor rows =
        file == null
            ? new Tensor.Dense(type, content)
            : new Tensor.Mapped(type, file, start, content);
    if (!columns) {
      return rows;
    }
    var axes = new ArrayList<Integer>();
    for (int i = dims.size() - 1; i >= 0; i--) {
      axes.add(i);
    }
    return new Tensor.Derived(
        new TensorType(dtype, Shape.ofLongs(dims)), new Recipe.Permute(axes), List.of(rows));
  }

  private static DType dtype(String header, String what) {
    var m = DESCR.matcher(header);
    if (!m.find()) {
      throw malformed(what, "its element type is not a plain number: " + header.strip());
    }
    int bytes = Integer.parseInt(m.group(3));
    if (m.group(1).equals(">") && bytes > 1) {
      throw malformed(what, "its elements are big-endian");
    }
    var text =
        switch (m.group(2)) {
          case "f" -> "f" + bytes * 8;
          case "i" -> "i" + bytes * 8;
          case "u" -> "u" + bytes * 8;
          case "b" -> "bool";
          case "c" -> "c" + bytes * 8;
          default -> "";
        };
    if (DType.of(text) instanceof DType d) {
      return d;
    }
    throw malformed(what, "its element type " + m.group(2) + bytes + " has no counterpart in ONNX");
  }

  private static List<Long> dims(String header, String what) {
    var m = SHAPE.matcher(header);
    if (!m.find()) {
      throw malformed(what, "its header states no shape");
    }
    var dims = new ArrayList<Long>();
    for (var d : m.group(1).split(",", -1)) {
      if (!d.isBlank()) {
        dims.add(Long.parseLong(d.strip()));
      }
    }
    return dims;
  }

  private static InputError malformed(String what, String why) {
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
