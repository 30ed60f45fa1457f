package sinter.worker;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;

/**
 * The runtime's own function table, for values that its Java API cannot create or read: unsigned, sub-byte
 * and 8-bit float tensors, strings as bytes, sequences, maps and optionals.
 *
 * <p>The table's layout is the runtime's binary interface: entries are only ever appended.
 */
final class NativeApi {
  /** Entries of the table by position. */
  static final int ERROR_MESSAGE = 2;

  static final int RUN = 9;
  static final int CREATE_TENSOR = 48;
  static final int CREATE_TENSOR_WITH_DATA = 49;
  static final int TENSOR_DATA = 51;
  static final int STRINGS_LENGTH = 53;
  static final int STRINGS_CONTENT = 54;
  static final int ELEMENT_TYPE = 60;
  static final int DIMENSION_COUNT = 61;
  static final int DIMENSIONS = 62;
  static final int ELEMENT_COUNT = 64;
  static final int TYPE_AND_SHAPE = 65;
  static final int VALUE_TYPE = 67;
  static final int CREATE_CPU_MEMORY_INFO = 69;
  static final int DEFAULT_ALLOCATOR = 78;
  static final int ELEMENT = 80;
  static final int COUNT = 81;
  static final int CREATE_VALUE = 82;
  static final int RELEASE_STATUS = 93;
  static final int RELEASE_MEMORY_INFO = 94;
  static final int RELEASE_VALUE = 96;
  static final int RELEASE_TYPE_AND_SHAPE = 99;
  static final int HAS_VALUE = 192;
  static final int STRING_BUFFER = 252;

  private static final int ENTRIES = 253;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final Linker linker = Linker.nativeLinker();
  private final MemorySegment table;
  private final Field sessionHandle;
  private final MethodHandle[] handles = new MethodHandle[ENTRIES];

  private NativeApi(MemorySegment table, Field sessionHandle) {
    this.table = table;
    this.sessionHandle = sessionHandle;
  }

  /** Finds the table behind the runtime's Java classes. */
  @SuppressWarnings("restricted")
  static NativeApi load() throws UnsupportedValueException {
    try {
      Field handle = OrtSession.class.getDeclaredField("nativeHandle");
      handle.setAccessible(true);
      Field table = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      table.setAccessible(true);
      MemorySegment entries =
          MemorySegment.ofAddress(table.getLong(null)).reinterpret(ENTRIES * LONG.byteSize());
      return new NativeApi(entries, handle);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new UnsupportedValueException(
          "this build of the runtime takes and gives no value of this kind: " + e.getMessage());
    }
  }

  /** The session's address. */
  MemorySegment address(OrtSession session) throws UnsupportedValueException {
    try {
      return MemorySegment.ofAddress(sessionHandle.getLong(session));
    } catch (IllegalAccessException e) {
      throw new UnsupportedValueException("the session is not accessible: " + e.getMessage());
    }
  }

  /** Calls an entry that returns a status, and turns a bad one into the exception of the Java API. */
  void call(int entry, Object... arguments) throws OrtException {
    MemorySegment status = (MemorySegment) invoke(entry, true, arguments);
    if (status.address() != 0) {
      String message = text((MemorySegment) invoke(ERROR_MESSAGE, true, status));
      release(RELEASE_STATUS, status);
      throw new OrtException(message);
    }
  }

  /** Calls an entry that releases an object. */
  void release(int entry, MemorySegment object) {
    invoke(entry, false, object);
  }

  /** Calls an entry of the form (object, result*). */
  long query(int entry, MemorySegment object) throws OrtException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(LONG);
      call(entry, object, result);
      return result.get(LONG, 0);
    }
  }

  @SuppressWarnings("restricted")
  private static String text(MemorySegment pointer) {
    return pointer.reinterpret(Integer.MAX_VALUE).getString(0);
  }

  private Object invoke(int entry, boolean returns, Object... arguments) {
    try {
      return handle(entry, returns, arguments).invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  private MethodHandle handle(int entry, boolean returns, Object... arguments) {
    MethodHandle known = handles[entry];
    if (known != null) {
      return known;
    }
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case Integer _ -> ValueLayout.JAVA_INT;
            case Long _ -> LONG;
            default -> POINTER;
          };
    }
    FunctionDescriptor type =
        returns ? FunctionDescriptor.of(POINTER, layouts) : FunctionDescriptor.ofVoid(layouts);
    MemorySegment function = MemorySegment.ofAddress(table.get(LONG, entry * LONG.byteSize()));
    handles[entry] = linker.downcallHandle(function, type);
    return handles[entry];
  }
}
