package sinter.backend.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;
import sinter.worker.protocol.Payload;
import sinter.worker.protocol.ProtocolException;

/** Values of the IR to and from what crosses the pipe. */
final class DatumCodec {
  private DatumCodec() {}

  static Payload encode(Datum datum) {
    return switch (datum) {
      case Tensor.Strings strings ->
          Payload.Strings.of(
              strings.dims(), strings.values().stream().map(Bytes::toArray).toList());
      case Tensor tensor ->
          new Payload.Tensor(tensor.dtype().onnx(), tensor.dims(), tensor.content());
      case Datum.Sequence(List<Datum> elements) ->
          new Payload.Sequence(elements.stream().map(DatumCodec::encode).toList());
      case Datum.Mapping(Tensor keys, List<Datum> values) ->
          new Payload.Dictionary(encode(keys), encode(joined(values)));
      case Datum.Maybe(var value) -> value == null ? new Payload.None() : encode(value);
    };
  }

  static Datum decode(Payload payload) throws IOException {
    return switch (payload) {
      case Payload.Tensor(int number, List<Long> dims, MemorySegment bytes) -> {
        DType dtype = DType.ofOnnx(number);
        if (dtype == null) {
          throw new ProtocolException("a tensor of element type " + number);
        }
        long elements = elements(dims);
        if (bytes.byteSize() != dtype.bytes(elements)) {
          throw new ProtocolException(
              bytes.byteSize() + " bytes for " + elements + " elements of " + dtype);
        }
        yield new Tensor.Dense(TensorType.of(dtype, Shape.ofLongs(dims)), bytes);
      }
      case Payload.Strings strings -> decode(strings);
      case Payload.Sequence(List<Payload> elements) -> {
        List<Datum> decoded = new ArrayList<>();
        for (Payload element : elements) {
          decoded.add(decode(element));
        }
        yield new Datum.Sequence(decoded);
      }
      case Payload.Dictionary(Payload keys, Payload values) ->
          new Datum.Mapping(tensor(keys), split(tensor(values)));
      case Payload.None() -> new Datum.Maybe(null);
    };
  }

  private static Tensor decode(Payload.Strings strings) throws IOException {
    List<Bytes> values = strings.elements().stream().map(Bytes::of).toList();
    if (values.size() != elements(strings.shape())) {
      throw new ProtocolException(values.size() + " strings for shape " + strings.shape());
    }
    return new Tensor.Strings(TensorType.of(DType.STRING, Shape.ofLongs(strings.shape())), values);
  }

  private static long elements(List<Long> dims) throws ProtocolException {
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ProtocolException("shape " + dims);
      }
      elements = Math.multiplyExact(elements, dim);
    }
    return elements;
  }

  private static Tensor tensor(Payload payload) throws IOException {
    if (decode(payload) instanceof Tensor tensor) {
      return tensor;
    }
    throw new ProtocolException("a map without tensors");
  }

  /** The runtime keeps a map's values in one tensor; the IR has one scalar for each. */
  private static List<Datum> split(Tensor values) {
    List<Datum> scalars = new ArrayList<>();
    DType dtype = values.dtype();
    TensorType type = TensorType.of(dtype);
    for (int i = 0; i < values.size(); i++) {
      scalars.add(
          switch (values) {
            case Tensor.Strings strings ->
                new Tensor.Strings(type, List.of(strings.values().get(i)));
            case Tensor dense ->
                new Tensor.Dense(type, dense.content().asSlice(dtype.bytes(i), dtype.bytes(1)));
          });
    }
    return scalars;
  }

  private static Tensor joined(List<Datum> values) {
    List<Bytes> strings = new ArrayList<>();
    List<Tensor> scalars = new ArrayList<>();
    for (Datum value : values) {
      switch (value) {
        case Tensor.Strings(_, List<Bytes> elements) -> strings.addAll(elements);
        case Tensor tensor -> scalars.add(tensor);
        case Datum.Sequence _, Datum.Mapping _, Datum.Maybe _ ->
            throw new IllegalArgumentException("a map's values are scalars");
      }
    }
    if (scalars.isEmpty()) {
      return new Tensor.Strings(TensorType.of(DType.STRING, strings.size()), strings);
    }
    DType dtype = scalars.getFirst().dtype();
    MemorySegment bytes = Arena.ofAuto().allocate(dtype.bytes(scalars.size()), 8);
    for (int i = 0; i < scalars.size(); i++) {
      bytes.asSlice(dtype.bytes(i)).copyFrom(scalars.get(i).content());
    }
    return new Tensor.Dense(TensorType.of(dtype, scalars.size()), bytes);
  }
}
