package sinter.frontend.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;
import sinter.ir.wire.DataField;

/** Reads tensors: raw and external data as slices of the mapped file, typed data fields decoded. */
final class TensorReader {
  private static final int SMALL = 1 << 16;

  /** A tensor and what is left of its message; see the package's description. */
  record Read(Tensor tensor, TensorProto residue) {}

  private final Path file;
  private final Payloads payloads;
  private final ExternalData external;

  TensorReader(Path file, Payloads payloads, ExternalData external) {
    this.file = file;
    this.payloads = payloads;
    this.external = external;
  }

  /** {@code what} names the tensor in messages. */
  Read read(TensorProto proto, String what, Loc at) {
    var type = type(proto, what, at);
    var dtype = proto.getDataType() == 0 ? null : type.dtype();
    if (dtype == null) throw unknown(proto, what, at);
    var residue = proto.toBuilder().clearDims().clearDataType();
    long length = dtype == DType.STRING ? 0 : length(type, dtype, what, at);
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      var slice = external.slice(proto, length, what, at);
      residue.clearExternalData().clearDataLocation();
      return new Read(
          length == 0
              ? new Tensor.Dense(type, MemorySegment.ofArray(new byte[0]))
              : new Tensor.Mapped(type, slice.file(), slice.offset(), slice.bytes()),
          residue.build());
    }
    if (proto.hasRawData()) {
      var bytes = payloads.of(proto.getRawData());
      if (dtype == DType.STRING || bytes.byteSize() != length) {
        throw size(what, type, length, bytes.byteSize(), "raw bytes", at);
      }
      return new Read(
          new Tensor.Mapped(type, file, payloads.offset(bytes), bytes),
          residue.clearRawData().build());
    }
    residue.setDataType(DataField.of(dtype).number());
    return new Read(typed(proto, type, dtype, residue, what, at), residue.build());
  }

  private static TensorType type(TensorProto proto, String what, Loc at) {
    var dims = new ArrayList<Long>(proto.getDimsCount());
    for (var dim : proto.getDimsList()) {
      if (dim < 0) {
        throw new InputError(
            Code.MALFORMED_FILE, at, "%s has a dimension of %d".formatted(what, dim));
      }
      dims.add(dim);
    }
    return new TensorType(DType.ofOnnx(proto.getDataType()), Shape.ofLongs(dims));
  }

  private static InputError unknown(TensorProto proto, String what, Loc at) {
    return new InputError(
        Code.MALFORMED_FILE,
        at,
        "%s has element type %d, which is not one of ONNX".formatted(what, proto.getDataType()));
  }

  private static long length(TensorType type, DType dtype, String what, Loc at) {
    try {
      return dtype.bytes(count(type));
    } catch (ArithmeticException e) {
      throw new InputError(
          Code.MALFORMED_FILE, at, "%s of type %s does not fit any file".formatted(what, type));
    }
  }

  private static long count(TensorType type) {
    long count = 1;
    var zero = false;
    for (var dim : type.shape().longs()) {
      if (dim == 0) zero = true;
      if (!zero) count = Math.multiplyExact(count, dim);
    }
    return zero ? 0 : count;
  }

  private static Tensor typed(
      TensorProto proto,
      TensorType type,
      DType dtype,
      TensorProto.Builder residue,
      String what,
      Loc at) {
    if (dtype == DType.STRING) {
      residue.clearStringData();
      return strings(proto, type, what, at);
    }
    var length = dtype.bytes(count(type));
    var source = Source.of(proto, dtype);
    var width = source.width();
    if (source.count() != length / width || length % width != 0) {
      throw size(what, type, length / width, source.count(), "values", at);
    }
    var bytes =
        length <= SMALL
            ? MemorySegment.ofArray(new byte[(int) length])
            : Arena.ofAuto().allocate(length, 8);
    var exact = source.copyTo(bytes);
    // Values with bits beyond the element's are kept, so that they are written as they were read.
    if (exact) clear(residue, DataField.of(dtype));
    return new Tensor.Dense(type, bytes);
  }

  private static void clear(TensorProto.Builder residue, DataField field) {
    switch (field) {
      case FLOAT -> residue.clearFloatData();
      case DOUBLE -> residue.clearDoubleData();
      case INT64 -> residue.clearInt64Data();
      case UINT64 -> residue.clearUint64Data();
      case INT32 -> residue.clearInt32Data();
      case STRING -> residue.clearStringData();
    }
  }

  private static Tensor strings(TensorProto proto, TensorType type, String what, Loc at) {
    long count;
    try {
      count = count(type);
    } catch (ArithmeticException e) {
      count = -1;
    }
    if (count != proto.getStringDataCount()) {
      throw size(what, type, count, proto.getStringDataCount(), "strings", at);
    }
    var values = new ArrayList<Bytes>(proto.getStringDataCount());
    for (var value : proto.getStringDataList()) values.add(Bytes.of(value.toByteArray()));
    return new Tensor.Strings(type, values);
  }

  private static InputError size(
      String what, TensorType type, long expected, long found, String unit, Loc at) {
    return new InputError(
        Code.MALFORMED_FILE,
        at,
        "%s of type %s has %d %s instead of %d".formatted(what, type, found, unit, expected));
  }

  /** A typed data field as a list of numbers, each {@code width} bytes of the packed content. */
  private record Source(TensorProto proto, DType dtype, int width, int count) {
    static Source of(TensorProto proto, DType dtype) {
      return switch (DataField.of(dtype)) {
        case FLOAT -> new Source(proto, dtype, Float.BYTES, proto.getFloatDataCount());
        case DOUBLE -> new Source(proto, dtype, Double.BYTES, proto.getDoubleDataCount());
        case INT64 -> new Source(proto, dtype, Long.BYTES, proto.getInt64DataCount());
        case UINT64 ->
            new Source(proto, dtype, dtype.bits() / Byte.SIZE, proto.getUint64DataCount());
        case INT32 ->
            new Source(proto, dtype, Math.max(1, dtype.bits() / 8), proto.getInt32DataCount());
        case STRING -> throw new CompilerBug("texts are no numbers");
      };
    }

    /** Writes the content; false when a number has bits that its element does not hold. */
    boolean copyTo(MemorySegment bytes) {
      var exact = true;
      for (var i = 0; i < count; i++) {
        switch (DataField.of(dtype)) {
          case FLOAT -> bytes.set(Tensor.FLOAT, 4L * i, proto.getFloatData(i));
          case DOUBLE -> bytes.set(Tensor.DOUBLE, 8L * i, proto.getDoubleData(i));
          case INT64 -> bytes.set(Tensor.LONG, 8L * i, proto.getInt64Data(i));
          case UINT64 -> exact &= put(bytes, i, proto.getUint64Data(i), false);
          case INT32 ->
              exact &= put(bytes, i, proto.getInt32Data(i), dtype.kind() == DType.Kind.SIGNED);
          case STRING -> throw new CompilerBug("texts are no numbers");
        }
      }
      return exact;
    }

    private boolean put(MemorySegment bytes, int index, long value, boolean signed) {
      var narrow = dtype.bits() < 8;
      var stored = new Elements.Packed(narrow ? DType.U8 : dtype, bytes);
      stored.setBits(index, value);
      var bits = stored.bitsAt(index);
      var unused = Long.SIZE - 8 * width;
      return value == (signed && !narrow ? bits << unused >> unused : bits);
    }
  }

  /** Small dense form of a sparse tensor; null when it is large or not of numbers. */
  @Nullable Tensor dense(List<Long> dims, Read values, Read indices, String what, Loc at) {
    var type = new TensorType(values.tensor().dtype(), Shape.ofLongs(dims));
    var dtype = values.tensor().dtype();
    var nonZeros = values.tensor().size();
    var rank = dims.size();
    var linear = indices.tensor().rank() == 1;
    if (indices.tensor().dtype() != DType.I64
        || indices.tensor().size() != (linear ? nonZeros : nonZeros * rank)) {
      throw new InputError(
          Code.MALFORMED_FILE,
          at,
          "%s has indices of type %s for values of type %s"
              .formatted(what, indices.tensor().type(), values.tensor().type()));
    }
    if (dtype == DType.STRING || dtype.bits() > Long.SIZE) return null;
    long length = length(type, dtype, what, at);
    if (length > SMALL) return null;
    var bytes = MemorySegment.ofArray(new byte[(int) length]);
    var out = new Elements.Packed(dtype, bytes);
    var from = new Elements.Packed(dtype, values.tensor().content());
    for (long i = 0; i < nonZeros; i++) {
      long index = 0;
      if (linear) {
        index = indices.tensor().longAt(i);
      } else {
        for (var axis = 0; axis < rank; axis++) {
          var coordinate = indices.tensor().longAt(i * rank + axis);
          if (coordinate < 0 || coordinate >= dims.get(axis)) throw range(what, coordinate, at);
          index = index * dims.get(axis) + coordinate;
        }
      }
      if (index < 0 || index >= type.shape().elements().constant()) throw range(what, index, at);
      out.setBits(index, from.bitsAt(i));
    }
    return new Tensor.Dense(type, bytes);
  }

  private static InputError range(String what, long index, Loc at) {
    return new InputError(
        Code.MALFORMED_FILE, at, "%s has index %d, outside its extent".formatted(what, index));
  }
}
