package sinter.backend.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Port;
import sinter.worker.protocol.Verb;

/**
 * ONNX Runtime in a process of its own.
 *
 * <p>A worker that died is replaced at the next {@link #open}; sessions of the dead one only fail. The
 * methods may be called from any thread; requests are served one after the other. The process ends with
 * this one at the latest.
 */
public final class OrtWorker implements AutoCloseable {
  /** Time for one request when none is given. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(30);
  private static final String EXTERNAL_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private final RuntimeSet set;
  private final Duration limit;
  private @Nullable CompletableFuture<Outcome<WorkerProcess>> process;
  private boolean closed;

  private OrtWorker(RuntimeSet set, Duration limit) {
    this.set = set;
    this.limit = limit;
  }

  /** Starts a worker in the background. */
  public static OrtWorker start(RuntimeSet set, Duration limit) {
    OrtWorker worker = lazy(set, limit);
    var _ = worker.begin();
    return worker;
  }

  /** A worker that starts when it is first needed. */
  public static OrtWorker lazy(RuntimeSet set, Duration limit) {
    return new OrtWorker(set, limit);
  }

  /** The set it runs. */
  public RuntimeSet runtime() {
    return set;
  }

  /** Waits for the start and asks the runtime about itself. */
  public Outcome<RuntimeInfo> info() {
    return process()
        .then(live -> live.call(Verb.HELLO, new HeadWriter(), limit))
        .then(reply -> read(() -> new RuntimeInfo(reply.text(), reply.texts())));
  }

  /** Loads a model. */
  public Outcome<RuntimeSession> open(SessionSpec spec) {
    return process().then(live -> open(live, spec));
  }

  private Outcome<RuntimeSession> open(WorkerProcess live, SessionSpec spec) {
    HeadWriter request = new HeadWriter();
    switch (spec.source()) {
      case SessionSpec.Source.OfFile(Path path) ->
          request.optionalText(path.toAbsolutePath().toString());
      case SessionSpec.Source.OfBytes(var bytes) -> request.optionalText(null).blob(bytes);
    }
    Path folder = spec.externalFolder();
    Map<String, String> config =
        folder == null
            ? spec.config()
            : spec.withConfig(EXTERNAL_FOLDER, folder.toAbsolutePath().toString()).config();
    Path dump = spec.dump();
    request.text(spec.optimization().level()).integer(spec.threads());
    request.texts(
        spec.operatorLibraries().stream().map(path -> path.toAbsolutePath().toString()).toList());
    request.optionalText(dump == null ? null : dump.toAbsolutePath().toString());
    request.integer(config.size());
    config.forEach((key, value) -> request.text(key).text(value));
    return live.call(Verb.OPEN, request, limit).then(reply -> read(() -> session(live, reply)));
  }

  private RuntimeSession session(WorkerProcess live, HeadReader reply) throws IOException {
    int id = reply.integer();
    return new RuntimeSession(live, id, limit, ports(reply), ports(reply));
  }

  private static List<Port> ports(HeadReader reply) throws IOException {
    int count = reply.count(4);
    List<Port> ports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ports.add(reply.port());
    }
    return List.copyOf(ports);
  }

  /** A read of a reply's fields. */
  interface Fields<T> {
    T read() throws IOException;
  }

  static <T> Outcome<T> read(Fields<T> fields) {
    try {
      return new Outcome.Ok<>(fields.read());
    } catch (IOException e) {
      return Outcome.failed(FailureKind.CRASHED, "the worker's reply is broken: " + e.getMessage());
    }
  }

  /** The number of the running process, for tests and for people who look at it from outside. */
  public OptionalLong pid() {
    return switch (process()) {
      case Outcome.Ok<WorkerProcess>(WorkerProcess live) -> OptionalLong.of(live.pid());
      case Outcome.Failed<WorkerProcess> _ -> OptionalLong.empty();
    };
  }

  private Outcome<WorkerProcess> process() {
    return launched(begin());
  }

  private synchronized CompletableFuture<Outcome<WorkerProcess>> begin() {
    if (closed) {
      return CompletableFuture.completedFuture(
          Outcome.failed(FailureKind.CRASHED, "the worker is closed"));
    }
    boolean over =
        process == null
            || (process.isDone()
                && launched(process) instanceof Outcome.Ok<WorkerProcess>(WorkerProcess live)
                && live.isOver());
    if (process == null || over) {
      CompletableFuture<Outcome<WorkerProcess>> launching = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> launch(launching));
      process = launching;
    }
    return process;
  }

  /** Whatever happens, those who wait for the process must hear of it. */
  private void launch(CompletableFuture<Outcome<WorkerProcess>> launching) {
    try {
      launching.complete(WorkerProcess.launch(set, NativeFolder.ofUser()));
    } catch (Throwable e) {
      launching.completeExceptionally(e);
    }
  }

  private static Outcome<WorkerProcess> stillborn(Throwable e) {
    return Outcome.failed(FailureKind.CRASHED, String.valueOf(e.getMessage()));
  }

  private static Outcome<WorkerProcess> launched(
      CompletableFuture<Outcome<WorkerProcess>> launching) {
    try {
      return launching.join();
    } catch (CompletionException e) {
      throw new CompilerBug("the runtime's process could not be launched: " + e.getMessage(), e);
    }
  }

  /** Ends the process; what is asked for later fails. */
  @Override
  public synchronized void close() {
    closed = true;
    if (process != null
        && process.exceptionally(OrtWorker::stillborn).join()
            instanceof Outcome.Ok<WorkerProcess>(WorkerProcess live)) {
      live.close(Boolean.getBoolean("sinter.training") ? EXIT_PATIENCE : Duration.ZERO);
    }
  }
}
