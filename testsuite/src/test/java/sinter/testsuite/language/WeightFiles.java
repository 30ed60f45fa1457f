package sinter.testsuite.language;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sinter.frontend.data.Npy;
import sinter.ir.tensor.Tensor;

/** Writes files of weights for tests. */
final class WeightFiles {
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
}
