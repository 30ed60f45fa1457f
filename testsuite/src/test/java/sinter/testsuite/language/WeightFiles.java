package sinter.testsuite.language;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sinter.frontend.data.Npy;
import sinter.ir.tensor.Tensor;

/** Writes files of weights for tests. */
final class WeightFiles {
  /** Numbers that are there in an archive that lies; more than fit into a header. */
  static final int REAL = 1 << 15;

  private WeightFiles() {}

  /** A safetensors file with this header and this many bytes of data, which count up from 0. */
  static Path safetensors(Path file, String header, int size) throws IOException {
    var text = header.getBytes(StandardCharsets.UTF_8);
    var out = ByteBuffer.allocate(8 + text.length + size).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text);
    for (int i = 0; i < size; i++) {
      out.put((byte) i);
    }
    return Files.write(file, out.array());
  }

  /** A safetensors file of these tensors of single precision. */
  static Path safetensors(Path file, Map<String, Tensor> tensors) throws IOException {
    var at = new long[1];
    var lines =
        tensors.entrySet().stream()
            .map(e -> {
              long from = at[0];
              at[0] += e.getValue().byteSize();
              return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(e.getKey(), e.getValue().dims(), from, at[0]);
            })
            .collect(Collectors.joining(","));
    var text =
        ("{\"__metadata__\":{\"format\":\"pt\"}," + lines + "}").getBytes(StandardCharsets.UTF_8);
    var out = ByteBuffer.allocate(8 + text.length + (int) at[0]).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text);
    tensors.values().forEach(t -> out.put(t.content().asByteBuffer()));
    return Files.write(file, out.array());
  }

  /** The bytes of the array, which is written to {@code file} on the way. */
  static byte[] npy(Tensor tensor, Path file) throws IOException {
    Npy.write(tensor, file);
    return Files.readAllBytes(file);
  }

  /** An archive of these arrays, compressed or as they are. */
  static Path npz(Path file, Map<String, Tensor> tensors, boolean isCompressed) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var e : tensors.entrySet()) {
        var bytes = npy(e.getValue(), file.resolveSibling("array.npy"));
        var entry = new ZipEntry(e.getKey() + ".npy");
        if (!isCompressed) {
          var crc = new CRC32();
          crc.update(bytes);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(bytes.length);
          entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
      }
    }
    return file;
  }

  /**
   * An archive of one compressed array of {@link #REAL} zeros, whose header and whose directory state {@code count} numbers of
   * single precision.
   */
  static Path lying(Path file, long count) throws IOException {
    var header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }\n"
            .formatted(count)
            .getBytes(StandardCharsets.US_ASCII);
    var array = ByteBuffer.allocate(10 + header.length + 4 * REAL).order(ByteOrder.LITTLE_ENDIAN);
    array.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    array.putShort((short) header.length).put(header);
    var packed = new byte[1024];
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(array.array());
    deflater.finish();
    int length = deflater.deflate(packed);
    deflater.end();
    var name = "w.npy".getBytes(StandardCharsets.US_ASCII);
    var out = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x04034b50).put(new byte[22]).putShort((short) name.length).putShort((short) 0);
    out.put(name).put(packed, 0, length);
    int directory = out.position();
    out.putInt(0x02014b50).put(new byte[6]).putShort((short) 8).putInt(0);
    var crc = new CRC32();
    crc.update(array.array());
    out.putInt((int) crc.getValue()).putInt(length);
    out.putInt(-1).putShort((short) name.length).putShort((short) 12).put(new byte[14]);
    out.put(name).putShort((short) 1).putShort((short) 8);
    out.putLong(10 + header.length + 4 * count);
    int end = out.position();
    out.putInt(0x06054b50).put(new byte[4]).putShort((short) 1).putShort((short) 1);
    out.putInt(end - directory).putInt(directory).putShort((short) 0);
    return Files.write(file, Arrays.copyOf(out.array(), out.position()));
  }
}
