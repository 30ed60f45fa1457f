package sinter.testsuite.reference;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.OptionalProto;
import sinter.grammar.onnx.SequenceProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.TensorProto;

/** Reads tensor, sequence and optional messages of every element type and data field. */
public final class TensorDecoding {
  private TensorDecoding() {}

  /** Decodes a tensor; external data is read from files below {@code base}. */
  public static Datum.Array tensor(TensorProto proto, @Nullable Path base) {
    var type = DataType.of(proto.getDataType());
    var shape = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    int count = Grid.count(shape) * (type.kind == DataType.Kind.COMPLEX ? 2 : 1);
    if (type.isText()) {
      var texts = proto.getStringDataList().stream().map(ByteString::toStringUtf8);
      return Datum.Array.texts(shape, texts.toArray(String[]::new));
    }
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return packed(type, shape, count, external(proto, base));
    }
    if (proto.hasRawData()) {
      return packed(type, shape, count, proto.getRawData().toByteArray());
    }
    return fields(proto, type, shape, count);
  }

  private static byte[] external(TensorProto proto, @Nullable Path base) {
    if (base == null) {
      throw new IllegalArgumentException("tensor " + proto.getName() + " lies in another file");
    }
    String location = "";
    long offset = 0;
    long length = -1;
    for (var entry : proto.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = Long.parseLong(entry.getValue());
        case "length" -> length = Long.parseLong(entry.getValue());
        default -> {}
      }
    }
    try (var channel = Files.newByteChannel(base.resolve(location))) {
      channel.position(offset);
      long size = length < 0 ? channel.size() - offset : length;
      var buffer = ByteBuffer.allocate(Math.toIntExact(size));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return buffer.array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Elements from little-endian bytes; those below 8 bits are packed, low bits first. */
  static Datum.Array packed(DataType type, long[] shape, int count, byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int width = type.kind == DataType.Kind.COMPLEX ? type.bits / 2 : type.bits;
    if ((long) count * width > 8L * bytes.length) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are too few for " + count + " of " + type);
    }
    var patterns = new long[count];
    for (int i = 0; i < count; i++) {
      patterns[i] =
          switch (width) {
            case 64 -> buffer.getLong(8 * i);
            case 32 -> buffer.getInt(4 * i);
            case 16 -> buffer.getShort(2 * i);
            case 8 -> buffer.get(i);
            default -> {
              int perByte = 8 / width;
              yield buffer.get(i / perByte) >> (i % perByte * width);
            }
          };
    }
    return ofPatterns(type, shape, patterns);
  }

  /** The array whose elements have the given bit patterns (higher bits are ignored). */
  static Datum.Array ofPatterns(DataType type, long[] shape, long[] patterns) {
    if (!type.isReal() && type.kind != DataType.Kind.COMPLEX) {
      return Datum.Array.integers(type, shape, Arrays.stream(patterns).map(type::wrap).toArray());
    }
    var out = new double[patterns.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (type) {
            case DOUBLE, COMPLEX128 -> Double.longBitsToDouble(patterns[i]);
            case FLOAT, COMPLEX64 -> Float.intBitsToFloat((int) patterns[i]);
            default -> SmallFloat.of(type).decode((int) patterns[i] & ((1 << type.bits) - 1));
          };
    }
    return Datum.Array.reals(type, shape, out);
  }

  /** Bit patterns of the elements, sign-extended or not; reals are rounded to their type first. */
  static long[] patterns(Datum.Array array) {
    if (!array.type().isReal()) {
      return array.integers();
    }
    var in = array.reals();
    var out = new long[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (array.type()) {
            case DOUBLE -> Double.doubleToRawLongBits(in[i]);
            case FLOAT -> Float.floatToRawIntBits((float) in[i]);
            default -> SmallFloat.of(array.type()).encode(in[i], false);
          };
    }
    return out;
  }

  /** Little-endian bytes of the elements; those below 8 bits are packed, low bits first. */
  static byte[] bytes(Datum.Array array) {
    var patterns = patterns(array);
    int width = array.type().bits;
    var out = new byte[Math.toIntExact(Math.ceilDiv((long) patterns.length * width, 8))];
    for (int i = 0; i < patterns.length; i++) {
      for (int bit = 0; bit < width; bit += Math.min(width, 8)) {
        long at = (long) i * width + bit;
        long part = patterns[i] >> bit & (1 << Math.min(width, 8)) - 1;
        out[(int) (at / 8)] |= (byte) (part << at % 8);
      }
    }
    return out;
  }

  private static Datum.Array fields(TensorProto proto, DataType type, long[] shape, int count) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> {
        var out = new double[count];
        Arrays.setAll(out, proto::getFloatData);
        yield Datum.Array.reals(type, shape, out);
      }
      case DOUBLE, COMPLEX128 -> {
        var out = new double[count];
        Arrays.setAll(out, proto::getDoubleData);
        yield Datum.Array.reals(type, shape, out);
      }
      case INT64 -> Datum.Array.integers(type, shape, longs(count, proto::getInt64Data));
      case UINT32, UINT64 -> Datum.Array.integers(type, shape, longs(count, proto::getUint64Data));
      case UINT4, INT4, FLOAT4E2M1, UINT2, INT2 -> {
        var bytes = new byte[proto.getInt32DataCount()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) proto.getInt32Data(i);
        }
        yield packed(type, shape, count, bytes);
      }
      default -> ofPatterns(type, shape, longs(count, proto::getInt32Data));
    };
  }

  private static long[] longs(int count, java.util.function.IntToLongFunction at) {
    var out = new long[count];
    Arrays.setAll(out, at);
    return out;
  }

  /** Decodes a tensor stored as its non-zero values and their positions. */
  static Datum.Array sparse(SparseTensorProto proto, @Nullable Path base) {
    var shape = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    var values = tensor(proto.getValues(), base);
    var places = tensor(proto.getIndices(), base);
    var from = new int[Grid.count(shape)];
    Arrays.fill(from, -1);
    for (int i = 0; i < values.count(); i++) {
      int place = 0;
      for (int a = 0; a < shape.length && places.rank() == 2; a++) {
        place = (int) (place * shape[a] + places.integers()[i * shape.length + a]);
      }
      from[places.rank() == 2 ? place : (int) places.integers()[i]] = i;
    }
    var type = values.type();
    var zero = type.isText() ? Datum.Array.texts(new long[0], "") : Datum.Array.scalar(type, 0);
    return values.pick(shape, from, zero);
  }

  /** Decodes a list of tensors, sequences or optional values. */
  public static Datum.Sequence sequence(SequenceProto proto, @Nullable Path base) {
    return new Datum.Sequence(
        switch (proto.getElemType()) {
          case 1 -> proto.getTensorValuesList().stream().<Datum>map(t -> tensor(t, base)).toList();
          case 2 ->
              proto.getSparseTensorValuesList().stream().<Datum>map(t -> sparse(t, base)).toList();
          case 3 ->
              proto.getSequenceValuesList().stream().<Datum>map(s -> sequence(s, base)).toList();
          case 5 ->
              proto.getOptionalValuesList().stream().<Datum>map(o -> optional(o, base)).toList();
          default -> throw unknown("sequence", proto.getElemType());
        });
  }

  /** Decodes a value that may be absent. */
  public static Datum.Option optional(OptionalProto proto, @Nullable Path base) {
    return new Datum.Option(
        switch (proto.getElemType()) {
          case 0 -> null;
          case 1 -> tensor(proto.getTensorValue(), base);
          case 2 -> sparse(proto.getSparseTensorValue(), base);
          case 3 -> sequence(proto.getSequenceValue(), base);
          case 5 -> optional(proto.getOptionalValue(), base);
          default -> throw unknown("optional value", proto.getElemType());
        });
  }

  private static IllegalArgumentException unknown(String what, int kind) {
    return new IllegalArgumentException(what + " of kind " + kind);
  }
}
