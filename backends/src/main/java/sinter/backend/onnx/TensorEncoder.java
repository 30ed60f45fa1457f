package sinter.backend.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.StringStringEntryProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.diag.CompilerBug;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;
import sinter.ir.type.DType;
import sinter.ir.wire.DataField;
import sinter.ir.wire.Placeholder;
import sinter.ir.wire.WireSplicer;

/** Writes tensors, with placeholders for their payloads, which it collects. */
final class TensorEncoder {
  /** Where the payload of an initializer is when it is not in the model file. */
  @FunctionalInterface
  interface Placement {
    Placement INLINE = _ -> null;

    /** Location, offset and length, or null for the model file. */
    @Nullable Place of(Tensor tensor);
  }

  /** A part of a data file. */
  record Place(String location, long offset, long length) {}

  private record TensorPayload(Tensor tensor) implements WireSplicer.Payload {
    @Override
    public long length() {
      return tensor.byteSize();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      Tiles.write(tensor, out);
    }
  }

  private final Placement placement;
  private final List<WireSplicer.Payload> payloads = new ArrayList<>();

  TensorEncoder(Placement placement) {
    this.placement = placement;
  }

  /** Payloads by placeholder index. */
  List<WireSplicer.Payload> payloads() {
    return payloads;
  }

  /** An initializer, outside the model file if the placement says so. */
  TensorProto.Builder initializer(Tensor tensor, TensorProto known) {
    var place = placement.of(tensor);
    if (place == null) return encode(tensor, known);
    return start(tensor, known)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", place.location()))
        .addExternalData(entry("offset", Long.toString(place.offset())))
        .addExternalData(entry("length", Long.toString(place.length())));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A tensor inside the model file; {@code known} is what is left of the message it was read from. */
  TensorProto.Builder encode(Tensor tensor, TensorProto known) {
    var out = start(tensor, known);
    if (tensor instanceof Tensor.Strings(_, var values)) {
      for (var value : values) out.addStringData(ByteString.copyFrom(value.toArray()));
      return out;
    }
    if (known.hasDataType() && known.getDataType() == DataField.of(tensor.dtype()).number()) {
      typed(tensor, known, out);
      return out;
    }
    return out.setRawData(payload(new TensorPayload(tensor)));
  }

  private static TensorProto.Builder start(Tensor tensor, TensorProto known) {
    var out = known.toBuilder().addAllDims(tensor.dims()).setDataType(tensor.dtype().onnx());
    // Present only when written as they were read, for which typed() puts them back.
    if (known.hasDataType()) out.clearInt32Data().clearUint64Data();
    return out;
  }

  private ByteString payload(WireSplicer.Payload payload) {
    payloads.add(payload);
    return UnsafeByteOperations.unsafeWrap(Placeholder.of(payloads.size() - 1));
  }

  /** A sparse tensor whose payloads are inside {@code proto}. */
  SparseTensorProto sparse(SparseTensorProto proto) {
    var out = proto.toBuilder();
    if (proto.hasValues()) extract(out.getValuesBuilder());
    if (proto.hasIndices()) extract(out.getIndicesBuilder());
    return out.build();
  }

  private void extract(TensorProto.Builder tensor) {
    if (!tensor.hasRawData()) return;
    var bytes = MemorySegment.ofArray(tensor.getRawData().toByteArray());
    tensor.setRawData(payload(WireSplicer.Payload.of(bytes)));
  }

  private static void typed(Tensor tensor, TensorProto known, TensorProto.Builder out) {
    var bytes = tensor.content();
    var dtype = tensor.dtype();
    switch (DataField.of(dtype)) {
      case FLOAT -> {
        for (long at = 0; at < bytes.byteSize(); at += 4) {
          out.addFloatData(bytes.get(Tensor.FLOAT, at));
        }
      }
      case DOUBLE -> {
        for (long at = 0; at < bytes.byteSize(); at += 8) {
          out.addDoubleData(bytes.get(Tensor.DOUBLE, at));
        }
      }
      case INT64 -> {
        for (long at = 0; at < bytes.byteSize(); at += 8) {
          out.addInt64Data(bytes.get(Tensor.LONG, at));
        }
      }
      case UINT64 -> {
        var words = new Words(dtype, bytes, known.getUint64DataList());
        for (var i = 0; i < words.count(); i++) out.addUint64Data(words.get(i));
      }
      case STRING -> throw new CompilerBug("texts are no numbers");
      case INT32 -> {
        var words = new Words(dtype, bytes, known.getInt32DataList());
        for (var i = 0; i < words.count(); i++) out.addInt32Data((int) words.get(i));
      }
    }
  }

  /**
   * The content as numbers, one per element, or per byte for narrower elements. A number of the file
   * that has further bits stands for its element as long as that is unchanged.
   */
  private record Words(DType stored, MemorySegment bytes, List<? extends Number> known) {
    Words {
      if (stored.bits() < Byte.SIZE) stored = DType.U8;
    }

    int count() {
      return (int) (bytes.byteSize() / (stored.bits() / Byte.SIZE));
    }

    long get(int index) {
      var bits = new Elements.Packed(stored, bytes).bitsAt(index);
      var unused = Long.SIZE - stored.bits();
      if (known.size() == count()) {
        var before = known.get(index).longValue();
        if (before << unused >>> unused == bits) return before;
      }
      return stored.kind() == DType.Kind.SIGNED ? bits << unused >> unused : bits;
    }
  }
}
