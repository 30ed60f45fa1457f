package sinter.frontend.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * The safetensors format: eight bytes with the length of a header, the header in JSON, then the bytes of all tensors,
 * which stay in the mapped file. Tensors come in the order of their bytes.
 */
public final class Safetensors {
  /** Longest header that the format allows. */
  private static final long LONGEST = 100_000_000;

  private static final String METADATA = "__metadata__";

  private final Path file;
  private final MemorySegment bytes;
  private final Diagnostics diagnostics;

  private Safetensors(Path file, MemorySegment bytes, Diagnostics diagnostics) {
    this.file = file;
    this.bytes = bytes;
    this.diagnostics = diagnostics;
  }

  /** A line of the header. */
  private record Stated(String name, String dtype, List<Long> shape, long from, long to) {}

  /**
   * The tensors in {@code file}, whose content is {@code bytes}.
   *
   * @param diagnostics receives a warning for each tensor of an element type that ONNX lacks; it is left out
   * @throws InputError when the file does not follow the format
   */
  public static SequencedMap<String, Tensor> read(
      Path file, MemorySegment bytes, Diagnostics diagnostics) {
    return new Safetensors(file, bytes, diagnostics).read();
  }

  private SequencedMap<String, Tensor> read() {
    long size = bytes.byteSize();
    long length = size < 8 ? -1 : bytes.get(Tensor.LONG, 0);
    if (length < 2 || length > Math.min(LONGEST, size - 8)) {
      throw malformed("it does not begin with the length of its header");
    }
    var header = bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
    var tensors = new LinkedHashMap<String, Tensor>();
    long end = 0;
    for (var stated : header(header)) {
      if (stated.from() < end && stated.from() < stated.to()) {
        throw malformed(stated.name() + " begins inside another tensor");
      }
      end = Math.max(end, stated.to());
      var tensor = tensor(stated, 8 + length);
      if (tensor != null) {
        tensors.put(stated.name(), tensor);
      }
    }
    return tensors;
  }

  private List<Stated> header(byte[] text) {
    var factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (var json = factory.createParser(text)) {
      var all = new ArrayList<Stated>();
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        expect(json.nextToken(), JsonToken.START_OBJECT);
        if (name.equals(METADATA)) {
          json.skipChildren();
        } else {
          all.add(stated(name, json));
        }
      }
      all.sort(Comparator.comparingLong(Stated::from));
      return all;
    } catch (IOException e) {
      throw malformed("its header is not in JSON: " + firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private Stated stated(String name, JsonParser json) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> dtype = json.getText();
        case "shape" -> shape = numbers(json);
        case "data_offsets" -> offsets = numbers(json);
        default -> json.skipChildren();
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw malformed("its header does not say dtype, shape and data_offsets of " + name);
    }
    return new Stated(name, dtype, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> numbers(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    var numbers = new ArrayList<Long>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      numbers.add(json.getLongValue());
      if (numbers.getLast() < 0) {
        throw malformed("its header has the negative number " + numbers.getLast());
      }
    }
    return numbers;
  }

  private void expect(@Nullable JsonToken found, JsonToken wanted) {
    if (found != wanted) {
      throw malformed("its header has %s where %s belongs".formatted(found, wanted));
    }
  }

  private @Nullable Tensor tensor(Stated stated, long start) {
    var dtype = element(stated.dtype());
    if (dtype == null) {
      diagnostics.warning(
          Code.UNMATCHED_WEIGHTS,
          Loc.UNKNOWN,
          "%s of %s is left out: no tensor has elements of type %s"
              .formatted(stated.name(), file, stated.dtype()));
      return null;
    }
    long size = size(stated, dtype);
    boolean isInside = stated.from() <= stated.to() && stated.to() <= bytes.byteSize() - start;
    if (!isInside || stated.to() - stated.from() != size) {
      throw malformed(
          "%s has bytes %d to %d of %d, where %s%s takes %d"
              .formatted(
                  stated.name(),
                  stated.from(),
                  stated.to(),
                  bytes.byteSize() - start,
                  dtype,
                  stated.shape(),
                  size));
    }
    long from = start + stated.from();
    var type = new TensorType(dtype, Shape.ofLongs(stated.shape()));
    return new Tensor.Mapped(type, file, from, bytes.asSlice(from, size));
  }

  private long size(Stated stated, DType dtype) {
    try {
      return stated.shape().contains(0L)
          ? 0
          : dtype.bytes(stated.shape().stream().reduce(1L, Math::multiplyExact));
    } catch (ArithmeticException e) {
      throw malformed(
          "%s of shape %s does not fit any file".formatted(stated.name(), stated.shape()));
    }
  }

  private static @Nullable DType element(String text) {
    return switch (text) {
      case "F64" -> DType.F64;
      case "F32" -> DType.F32;
      case "F16" -> DType.F16;
      case "BF16" -> DType.BF16;
      case "F8_E4M3" -> DType.F8E4M3FN;
      case "F8_E5M2" -> DType.F8E5M2;
      case "F8_E8M0" -> DType.F8E8M0;
      case "F4" -> DType.F4E2M1;
      case "I64" -> DType.I64;
      case "I32" -> DType.I32;
      case "I16" -> DType.I16;
      case "I8" -> DType.I8;
      case "U64" -> DType.U64;
      case "U32" -> DType.U32;
      case "U16" -> DType.U16;
      case "U8" -> DType.U8;
      case "BOOL" -> DType.BOOL;
      case "C64" -> DType.C64;
      default -> null;
    };
  }

  private InputError malformed(String why) {
    return Npy.malformed(file.toString(), why);
  }
}
