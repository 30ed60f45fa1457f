package sinter.worker;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Payload;
import sinter.worker.protocol.Port;

/** An open model. */
final class Session {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Port> inputs;
  private final List<Port> outputs;
  private @Nullable Held held;

  /** Feeds that stay bound between requests. */
  private record Held(Arena arena, Invocation invocation) {
    void close() {
      invocation.close();
      arena.close();
    }
  }

  private Session(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
    this.inputs = ports(session.getInputNames(), session::getInputInfo);
    this.outputs = ports(session.getOutputNames(), session::getOutputInfo);
  }

  /** Reads the fields of an OPEN request and creates the session. */
  static Session open(OrtEnvironment environment, HeadReader request)
      throws IOException, OrtException {
    String path = request.optionalText();
    MemorySegment bytes = path == null ? request.blob() : MemorySegment.NULL;
    try (SessionOptions options = options(request)) {
      OrtSession session =
          path == null
              ? fromBytes(environment, bytes, options)
              : environment.createSession(path, options);
      return new Session(environment, session);
    }
  }

  private static SessionOptions options(HeadReader request) throws IOException, OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.valueOf(request.text()));
    int threads = request.integer();
    if (threads > 0) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
    }
    for (String library : request.texts()) {
      options.registerCustomOpLibrary(library);
    }
    String dump = request.optionalText();
    if (dump != null) {
      options.setOptimizedModelFilePath(dump);
    }
    int entries = request.count(8);
    for (int i = 0; i < entries; i++) {
      options.addConfigEntry(request.text(), request.text());
    }
    return options;
  }

  /** Older versions of the Java API take arrays only. */
  private static OrtSession fromBytes(
      OrtEnvironment environment, MemorySegment bytes, SessionOptions options) throws OrtException {
    try {
      return environment.createSession(bytes.asByteBuffer(), options);
    } catch (NoSuchMethodError e) {
      return environment.createSession(bytes.toArray(ValueLayout.JAVA_BYTE), options);
    }
  }

  void describe(HeadWriter reply) {
    for (List<Port> ports : List.of(inputs, outputs)) {
      reply.integer(ports.size());
      ports.forEach(reply::port);
    }
  }

  /** The names given, or those of all outputs when there are none. */
  List<String> outputsOr(List<String> names) {
    return names.isEmpty() ? outputs.stream().map(Port::name).toList() : names;
  }

  /** Binds feeds; what the Java API cannot express goes through the runtime's C interface. */
  Invocation bind(Map<String, Payload> feeds, List<String> wanted)
      throws OrtException, UnsupportedValueException {
    boolean plain = true;
    for (Payload feed : feeds.values()) {
      plain &= JavaInvocation.takes(feed);
    }
    for (Port port : outputs) {
      plain &= !wanted.contains(port.name()) || isPlain(port);
    }
    return plain
        ? new JavaInvocation(environment, session, feeds, wanted)
        : new NativeInvocation(NativeApi.load(), session, feeds, wanted);
  }

  private static boolean isPlain(Port port) throws UnsupportedValueException {
    return port.kind() == Port.Kind.TENSOR
        && port.dtype() != 0
        && ElementType.ofOnnx(port.dtype()).java != null;
  }

  /** Binds feeds, copied, until the next call or the end of the session. */
  @SuppressWarnings("MustBeClosedChecker")
  void hold(Map<String, Payload> feeds) throws OrtException, UnsupportedValueException {
    release();
    Arena arena = Arena.ofShared();
    try {
      Map<String, Payload> own = new LinkedHashMap<>();
      feeds.forEach((name, value) -> own.put(name, copy(value, arena)));
      held = new Held(arena, bind(own, outputsOr(List.of())));
    } catch (OrtException | UnsupportedValueException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Payload copy(Payload value, Arena arena) {
    return switch (value) {
      case Payload.None none -> none;
      case Payload.Tensor tensor ->
          new Payload.Tensor(tensor.dtype(), tensor.shape(), copy(tensor.bytes(), arena));
      case Payload.Strings strings ->
          new Payload.Strings(strings.shape(), copy(strings.packed(), arena));
      case Payload.Sequence sequence ->
          new Payload.Sequence(sequence.elements().stream().map(e -> copy(e, arena)).toList());
      case Payload.Dictionary map ->
          new Payload.Dictionary(copy(map.keys(), arena), copy(map.values(), arena));
    };
  }

  private static MemorySegment copy(MemorySegment bytes, Arena arena) {
    return arena.allocate(bytes.byteSize(), 64).copyFrom(bytes);
  }

  Invocation held() {
    if (held == null) {
      throw new IllegalStateException("no feeds are held by this session");
    }
    return held.invocation();
  }

  private void release() {
    if (held != null) {
      held.close();
      held = null;
    }
  }

  void close() throws OrtException {
    release();
    session.close();
  }

  private interface InfoQuery {
    Map<String, NodeInfo> get() throws OrtException;
  }

  /** The Java API fails on kinds of values that it does not know; then only the names are told. */
  private static List<Port> ports(Collection<String> names, InfoQuery query) {
    try {
      Map<String, NodeInfo> infos = query.get();
      List<Port> ports = new ArrayList<>();
      for (String name : names) {
        ports.add(port(name, infos.get(name)));
      }
      return ports;
    } catch (OrtException | RuntimeException e) {
      return names.stream().map(Session::other).toList();
    }
  }

  private static Port other(String name) {
    return new Port(name, Port.Kind.OTHER, 0, List.of(), List.of());
  }

  private static Port port(String name, @Nullable NodeInfo node) {
    if (node == null) {
      return other(name);
    }
    return switch (node.getInfo()) {
      case TensorInfo info -> tensorPort(name, info);
      case SequenceInfo info ->
          new Port(
              name,
              Port.Kind.SEQUENCE,
              number(ElementType.of(info.sequenceType)),
              List.of(),
              List.of());
      case MapInfo info ->
          new Port(
              name, Port.Kind.MAP, number(ElementType.of(info.valueType)), List.of(), List.of());
      default -> other(name);
    };
  }

  private static Port tensorPort(String name, TensorInfo info) {
    List<Long> dims = new ArrayList<>();
    for (long dim : info.getShape()) {
      dims.add(dim);
    }
    String[] symbols = info.getDimensionNames();
    List<String> names = symbols == null ? List.of() : List.of(symbols);
    return new Port(name, Port.Kind.TENSOR, number(ElementType.of(info.onnxType)), dims, names);
  }

  private static int number(@Nullable ElementType type) {
    return type == null ? 0 : type.onnx;
  }
}
