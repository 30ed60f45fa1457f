package sinter.worker;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sinter.worker.protocol.Payload;

/** Runs a session through the runtime's function table, with values of any kind that the table knows. */
final class NativeInvocation implements Invocation {
  private static final long POINTER_BYTES = ValueLayout.ADDRESS.byteSize();

  private final NativeApi api;
  private final NativeValues values;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment session;
  private final MemorySegment inputNames;
  private final MemorySegment inputs;
  private final MemorySegment outputNames;
  private final MemorySegment outputs;
  private final long inputCount;
  private final long outputCount;

  NativeInvocation(
      NativeApi api, OrtSession session, Map<String, Payload> feeds, List<String> wanted)
      throws OrtException, UnsupportedValueException {
    this.api = api;
    this.values = new NativeValues(api);
    this.session = api.address(session);
    this.inputCount = feeds.size();
    this.outputCount = wanted.size();
    try {
      this.inputNames = names(List.copyOf(feeds.keySet()));
      this.inputs = arena.allocate(POINTER_BYTES * Math.max(1, inputCount), POINTER_BYTES);
      this.outputNames = names(wanted);
      this.outputs = arena.allocate(POINTER_BYTES * Math.max(1, outputCount), POINTER_BYTES);
      long index = 0;
      for (Payload feed : feeds.values()) {
        inputs.setAtIndex(ValueLayout.ADDRESS, index++, values.create(feed, arena));
      }
    } catch (OrtException | UnsupportedValueException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private MemorySegment names(List<String> names) {
    MemorySegment pointers =
        arena.allocate(POINTER_BYTES * Math.max(1, names.size()), POINTER_BYTES);
    for (int i = 0; i < names.size(); i++) {
      pointers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(names.get(i)));
    }
    return pointers;
  }

  @Override
  public void run() throws OrtException {
    release();
    api.call(
        NativeApi.RUN,
        session,
        MemorySegment.NULL,
        inputNames,
        inputs,
        inputCount,
        outputNames,
        outputCount,
        outputs);
  }

  @Override
  public List<Payload> outputs() throws OrtException, UnsupportedValueException {
    List<Payload> copies = new ArrayList<>();
    for (long i = 0; i < outputCount; i++) {
      copies.add(values.read(outputs.getAtIndex(ValueLayout.ADDRESS, i)));
    }
    return copies;
  }

  private void release() {
    for (long i = 0; i < outputCount; i++) {
      MemorySegment value = outputs.getAtIndex(ValueLayout.ADDRESS, i);
      if (value.address() != 0) {
        api.release(NativeApi.RELEASE_VALUE, value);
        outputs.setAtIndex(ValueLayout.ADDRESS, i, MemorySegment.NULL);
      }
    }
  }

  @Override
  public void close() {
    release();
    values.close();
    arena.close();
  }
}
