package sinter.worker;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.worker.protocol.Payload;

/** Runs a session through the runtime's Java API: dense tensors of the element types that it can create. */
final class JavaInvocation implements Invocation {
  private final OrtSession session;
  private final Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
  private final List<String> wanted;
  private OrtSession.@Nullable Result result;

  JavaInvocation(
      OrtEnvironment environment,
      OrtSession session,
      Map<String, Payload> feeds,
      List<String> wanted)
      throws OrtException, UnsupportedValueException {
    this.session = session;
    this.wanted = wanted;
    try {
      for (Map.Entry<String, Payload> feed : feeds.entrySet()) {
        this.feeds.put(feed.getKey(), tensor(environment, feed.getValue()));
      }
    } catch (OrtException | UnsupportedValueException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whether the Java API can create this value. */
  static boolean takes(Payload value) throws UnsupportedValueException {
    return value instanceof Payload.Tensor tensor
        && ElementType.ofOnnx(tensor.dtype()).java != null
        && !tensor.shape().contains(0L);
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Payload value)
      throws OrtException, UnsupportedValueException {
    if (!(value instanceof Payload.Tensor(int dtype, List<Long> shape, MemorySegment bytes))) {
      throw new UnsupportedValueException("the runtime's Java API takes tensors only");
    }
    OnnxJavaType type = ElementType.ofOnnx(dtype).java;
    if (type == null) {
      throw new UnsupportedValueException("the runtime's Java API has no tensors of this type");
    }
    ByteBuffer buffer = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
    return OnnxTensor.createTensor(environment, buffer, dims, type);
  }

  @Override
  public void run() throws OrtException {
    release();
    Set<String> names = new LinkedHashSet<>(wanted);
    result = session.run(feeds, names);
  }

  @Override
  public List<Payload> outputs() throws OrtException, UnsupportedValueException {
    if (result == null) {
      throw new IllegalStateException("outputs before the first run");
    }
    List<Payload> outputs = new ArrayList<>();
    for (String name : wanted) {
      outputs.add(copy(name, result.get(name).orElseThrow()));
    }
    return outputs;
  }

  private static Payload copy(String name, OnnxValue value) throws UnsupportedValueException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new UnsupportedValueException("output " + name + " is " + value.getInfo());
    }
    ElementType type = ElementType.of(tensor.getInfo().onnxType);
    if (type == null || type == ElementType.STRING) {
      throw new UnsupportedValueException("output " + name + " is " + tensor.getInfo());
    }
    List<Long> shape = new ArrayList<>();
    for (long dim : tensor.getInfo().getShape()) {
      shape.add(dim);
    }
    boolean empty = shape.contains(0L);
    ByteBuffer bytes = empty ? ByteBuffer.allocate(0) : tensor.getByteBuffer();
    return new Payload.Tensor(type.onnx, shape, MemorySegment.ofBuffer(bytes));
  }

  private void release() {
    if (result != null) {
      result.close();
      result = null;
    }
  }

  @Override
  public void close() {
    release();
    feeds.values().forEach(OnnxTensor::close);
  }
}
