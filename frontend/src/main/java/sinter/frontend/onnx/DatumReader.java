package sinter.frontend.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sinter.grammar.onnx.MapProto;
import sinter.grammar.onnx.OptionalProto;
import sinter.grammar.onnx.SequenceProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;
import sinter.ir.wire.Placeholder;

/** Reads values from the protobuf files of ONNX test data ({@code input_0.pb}). */
public final class DatumReader {
  private final Path file;

  private DatumReader(Path file) {
    this.file = file;
  }

  /**
   * The value in {@code file}. The message does not say what it is, so that {@code expected} decides; a tensor when that
   * says nothing.
   *
   * @throws InputError when the file cannot be read as that
   */
  public static Datum read(Path file, Type expected) {
    var reader = new DatumReader(file);
    try {
      var bytes = Files.readAllBytes(file);
      return switch (expected) {
        case Type.SequenceType _ -> reader.sequence(SequenceProto.parseFrom(bytes));
        case Type.OptionalType _ -> reader.optional(OptionalProto.parseFrom(bytes));
        case Type.MapType _ -> reader.map(MapProto.parseFrom(bytes));
        case Type.SparseType _ ->
            throw new InputError(
                Code.UNREADABLE_FILE,
                Loc.UNKNOWN,
                "cannot use %s: no runtime takes a value of type %s from outside"
                    .formatted(file, expected));
        case Type.TensorType _, Type.Opaque _ -> reader.tensor(TensorProto.parseFrom(bytes));
      };
    } catch (InvalidProtocolBufferException e) {
      throw new InputError(
          Code.MALFORMED_FILE,
          Loc.UNKNOWN,
          file + " does not hold a value of type " + expected + ": " + e.getMessage());
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
    }
  }

  private Tensor tensor(TensorProto proto) {
    var message = proto;
    var slices = List.<MemorySegment>of();
    if (proto.hasRawData()) {
      slices = List.of(MemorySegment.ofArray(proto.getRawData().toByteArray()));
      message = proto.toBuilder().setRawData(ByteString.copyFrom(Placeholder.of(0))).build();
    }
    var payloads = new Payloads(slices.isEmpty() ? MemorySegment.NULL : slices.getFirst(), slices);
    var external = new ExternalData(file, new WeightStore());
    return new TensorReader(file, payloads, external)
        .read(message, "tensor " + proto.getName(), Loc.UNKNOWN)
        .tensor();
  }

  private Datum.Sequence sequence(SequenceProto proto) {
    var elements = new ArrayList<Datum>();
    proto.getTensorValuesList().forEach(t -> elements.add(tensor(t)));
    proto.getSequenceValuesList().forEach(s -> elements.add(sequence(s)));
    proto.getMapValuesList().forEach(m -> elements.add(map(m)));
    proto.getOptionalValuesList().forEach(o -> elements.add(optional(o)));
    return new Datum.Sequence(elements);
  }

  private Datum.Maybe optional(OptionalProto proto) {
    if (proto.hasTensorValue()) {
      return new Datum.Maybe(tensor(proto.getTensorValue()));
    }
    if (proto.hasSequenceValue()) {
      return new Datum.Maybe(sequence(proto.getSequenceValue()));
    }
    return new Datum.Maybe(proto.hasMapValue() ? map(proto.getMapValue()) : null);
  }

  private Datum.Mapping map(MapProto proto) {
    long count = Math.max(proto.getKeysCount(), proto.getStringKeysCount());
    Tensor keys =
        proto.getStringKeysCount() > 0
            ? new Tensor.Strings(
                new TensorType(DType.STRING, Shape.of(count)),
                proto.getStringKeysList().stream().map(k -> Bytes.of(k.toByteArray())).toList())
            : Tensor.ofLongs(
                DType.I64,
                List.of(count),
                proto.getKeysList().stream().mapToLong(Long::longValue).toArray());
    return new Datum.Mapping(keys, sequence(proto.getValues()).elements());
  }
}
