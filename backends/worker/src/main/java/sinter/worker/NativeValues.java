package sinter.worker;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.worker.protocol.Payload;

/** Makes the runtime's values from payloads, and payloads from its values. */
final class NativeValues {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Kinds of values as the runtime numbers them. */
  private static final int TENSOR = 1;

  private static final int SEQUENCE = 2;
  private static final int MAP = 3;
  private static final int OPTIONAL = 6;

  private final NativeApi api;
  private final List<MemorySegment> owned = new ArrayList<>();

  NativeValues(NativeApi api) {
    this.api = api;
  }

  /** Creates a value that lives until {@link #close}; a tensor's data stays in the payload. */
  MemorySegment create(Payload payload, Arena arena)
      throws OrtException, UnsupportedValueException {
    return switch (payload) {
      case Payload.Tensor tensor -> tensor(tensor, arena);
      case Payload.Strings strings -> strings(strings, arena);
      case Payload.Sequence(List<Payload> elements) -> {
        if (elements.isEmpty()) {
          throw new UnsupportedValueException("the runtime takes no empty sequence from outside");
        }
        List<MemorySegment> parts = new ArrayList<>();
        for (Payload element : elements) {
          parts.add(create(element, arena));
        }
        yield composite(parts, SEQUENCE, arena);
      }
      case Payload.Dictionary(Payload keys, Payload values) ->
          composite(List.of(create(keys, arena), create(values, arena)), MAP, arena);
      case Payload.None() ->
          throw new UnsupportedValueException("the runtime takes no empty optional from outside");
    };
  }

  private MemorySegment tensor(Payload.Tensor tensor, Arena arena)
      throws OrtException, UnsupportedValueException {
    ElementType type = ElementType.ofOnnx(tensor.dtype());
    if (type.onnx == type.runtime) {
      return tensor(tensor, type.runtime, arena);
    }
    // Builds of the runtime exist that take ONNX's numbers here, though they give their own.
    for (int number : new int[] {type.onnx, type.runtime}) {
      MemorySegment value = tensorIfItFits(tensor, number, arena);
      if (value != null && elementType(value) == type.runtime) {
        return value;
      }
    }
    throw new UnsupportedValueException(
        "the runtime takes no tensors of type " + type + " from outside");
  }

  /** The tensor; null where the number is that of a wider type, for which the bytes are too few. */
  private @Nullable MemorySegment tensorIfItFits(Payload.Tensor tensor, int type, Arena arena) {
    try {
      return tensor(tensor, type, arena);
    } catch (OrtException e) {
      return null;
    }
  }

  private long elementType(MemorySegment value) throws OrtException {
    MemorySegment info = MemorySegment.ofAddress(api.query(NativeApi.TYPE_AND_SHAPE, value));
    try {
      return (int) api.query(NativeApi.ELEMENT_TYPE, info);
    } finally {
      api.release(NativeApi.RELEASE_TYPE_AND_SHAPE, info);
    }
  }

  private MemorySegment tensor(Payload.Tensor tensor, int type, Arena arena) throws OrtException {
    MemorySegment info = arena.allocate(LONG);
    api.call(NativeApi.CREATE_CPU_MEMORY_INFO, 0, 0, info);
    MemorySegment memory = MemorySegment.ofAddress(info.get(LONG, 0));
    try {
      MemorySegment result = arena.allocate(LONG);
      MemorySegment bytes = tensor.bytes();
      MemorySegment data = bytes.byteSize() == 0 ? arena.allocate(1, 64) : bytes;
      api.call(
          NativeApi.CREATE_TENSOR_WITH_DATA,
          memory,
          data,
          bytes.byteSize(),
          dims(tensor.shape(), arena),
          (long) tensor.shape().size(),
          type,
          result);
      return own(result);
    } finally {
      api.release(NativeApi.RELEASE_MEMORY_INFO, memory);
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment strings(Payload.Strings strings, Arena arena)
      throws OrtException, UnsupportedValueException {
    MemorySegment allocator = arena.allocate(LONG);
    api.call(NativeApi.DEFAULT_ALLOCATOR, allocator);
    MemorySegment result = arena.allocate(LONG);
    api.call(
        NativeApi.CREATE_TENSOR,
        MemorySegment.ofAddress(allocator.get(LONG, 0)),
        dims(strings.shape(), arena),
        (long) strings.shape().size(),
        ElementType.STRING.runtime,
        result);
    MemorySegment value = own(result);
    MemorySegment pointer = arena.allocate(LONG);
    long index = 0;
    for (byte[] element : elements(strings)) {
      api.call(NativeApi.STRING_BUFFER, value, index++, (long) element.length, pointer);
      MemorySegment.ofAddress(pointer.get(LONG, 0))
          .reinterpret(element.length)
          .copyFrom(MemorySegment.ofArray(element));
    }
    return value;
  }

  private static List<byte[]> elements(Payload.Strings strings) throws UnsupportedValueException {
    try {
      return strings.elements();
    } catch (IOException e) {
      throw new UnsupportedValueException(Failures.text(e));
    }
  }

  private MemorySegment composite(List<MemorySegment> parts, int kind, Arena arena)
      throws OrtException {
    MemorySegment pointers = arena.allocate(LONG.byteSize() * parts.size(), LONG.byteSize());
    for (int i = 0; i < parts.size(); i++) {
      pointers.setAtIndex(LONG, i, parts.get(i).address());
    }
    MemorySegment result = arena.allocate(LONG);
    api.call(NativeApi.CREATE_VALUE, pointers, (long) parts.size(), kind, result);
    return own(result);
  }

  private MemorySegment own(MemorySegment result) {
    MemorySegment value = MemorySegment.ofAddress(result.get(LONG, 0));
    owned.add(value);
    return value;
  }

  private static MemorySegment dims(List<Long> shape, Arena arena) {
    long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
    return dims.length == 0 ? arena.allocate(LONG) : arena.allocateFrom(LONG, dims);
  }

  /** Copies a value out of the runtime. */
  Payload read(MemorySegment value) throws OrtException, UnsupportedValueException {
    if (value.address() == 0 || api.query(NativeApi.HAS_VALUE, value) == 0) {
      return new Payload.None();
    }
    int kind = (int) api.query(NativeApi.VALUE_TYPE, value);
    return switch (kind) {
      case TENSOR, OPTIONAL -> readTensor(value);
      case SEQUENCE -> {
        List<Payload> elements = new ArrayList<>();
        long count = api.query(NativeApi.COUNT, value);
        for (int i = 0; i < count; i++) {
          elements.add(readElement(value, i));
        }
        yield new Payload.Sequence(elements);
      }
      case MAP -> new Payload.Dictionary(readElement(value, 0), readElement(value, 1));
      default -> throw new UnsupportedValueException("a value of the runtime's kind " + kind);
    };
  }

  private Payload readElement(MemorySegment container, int index)
      throws OrtException, UnsupportedValueException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment allocator = arena.allocate(LONG);
      api.call(NativeApi.DEFAULT_ALLOCATOR, allocator);
      MemorySegment result = arena.allocate(LONG);
      MemorySegment allocatorAddress = MemorySegment.ofAddress(allocator.get(LONG, 0));
      api.call(NativeApi.ELEMENT, container, index, allocatorAddress, result);
      MemorySegment element = MemorySegment.ofAddress(result.get(LONG, 0));
      try {
        return read(element);
      } finally {
        api.release(NativeApi.RELEASE_VALUE, element);
      }
    }
  }

  @SuppressWarnings("restricted")
  private Payload readTensor(MemorySegment value) throws OrtException, UnsupportedValueException {
    MemorySegment info = MemorySegment.ofAddress(api.query(NativeApi.TYPE_AND_SHAPE, value));
    try {
      ElementType type = ElementType.ofRuntime((int) api.query(NativeApi.ELEMENT_TYPE, info));
      long elements = api.query(NativeApi.ELEMENT_COUNT, info);
      List<Long> shape = shape(info);
      if (type == ElementType.STRING) {
        return readStrings(value, shape, elements);
      }
      byte[] copy = new byte[Math.toIntExact(type.bytes(elements))];
      if (copy.length > 0) {
        long address = api.query(NativeApi.TENSOR_DATA, value);
        MemorySegment data = MemorySegment.ofAddress(address).reinterpret(copy.length);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, copy, 0, copy.length);
      }
      return new Payload.Tensor(type.onnx, shape, MemorySegment.ofArray(copy));
    } finally {
      api.release(NativeApi.RELEASE_TYPE_AND_SHAPE, info);
    }
  }

  private List<Long> shape(MemorySegment info) throws OrtException {
    long rank = api.query(NativeApi.DIMENSION_COUNT, info);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dims = arena.allocate(LONG.byteSize() * Math.max(1, rank), LONG.byteSize());
      api.call(NativeApi.DIMENSIONS, info, dims, rank);
      List<Long> shape = new ArrayList<>();
      for (long i = 0; i < rank; i++) {
        shape.add(dims.getAtIndex(LONG, i));
      }
      return shape;
    }
  }

  private Payload readStrings(MemorySegment value, List<Long> shape, long elements)
      throws OrtException {
    if (elements == 0) {
      return Payload.Strings.of(shape, List.of());
    }
    long bytes = api.query(NativeApi.STRINGS_LENGTH, value);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(Math.max(1, bytes));
      MemorySegment offsets = arena.allocate(LONG.byteSize() * elements, LONG.byteSize());
      api.call(NativeApi.STRINGS_CONTENT, value, content, bytes, offsets, elements);
      List<byte[]> strings = new ArrayList<>();
      for (long i = 0; i < elements; i++) {
        long from = offsets.getAtIndex(LONG, i);
        long to = i + 1 < elements ? offsets.getAtIndex(LONG, i + 1) : bytes;
        strings.add(content.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE));
      }
      return Payload.Strings.of(shape, strings);
    }
  }

  void close() {
    owned.reversed().forEach(value -> api.release(NativeApi.RELEASE_VALUE, value));
    owned.clear();
  }
}
