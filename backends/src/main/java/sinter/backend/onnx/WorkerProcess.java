package sinter.backend.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Reason;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Message;
import sinter.worker.protocol.Pipe;
import sinter.worker.protocol.ProtocolException;
import sinter.worker.protocol.Status;
import sinter.worker.protocol.Verb;

/** One life of a worker: from launch to exit, crash or kill. Requests are answered one at a time. */
final class WorkerProcess {
  private static final long EXIT_MILLIS = 5_000;

  private final Process process;
  private final Pipe pipe;
  private final LogTail log;
  private Outcome.@Nullable Failed<Message> ended;

  private WorkerProcess(Process process) {
    this.process = process;
    this.log = new LogTail(process.getErrorStream());
    StreamChannel channel = new StreamChannel(process.getInputStream(), process.getOutputStream());
    this.pipe = new Pipe(channel, channel);
  }

  /** Unpacks the set's libraries if need be and starts the process; it is not waited for. */
  static Outcome<WorkerProcess> launch(RuntimeSet set, NativeFolder folder) {
    try {
      Optional<Natives> natives = Natives.within(set);
      Path libraries = natives.isPresent() ? folder.of(set.name(), natives.get()) : null;
      ProcessBuilder builder =
          new ProcessBuilder(WorkerCommand.of(set, libraries, folder.temporary()));
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      return new Outcome.Ok<>(new WorkerProcess(builder.start()));
    } catch (IOException e) {
      return Outcome.failed(
          FailureKind.REFUSED,
          "runtime " + set.name() + " cannot be started: " + Reason.reading(e));
    }
  }

  long pid() {
    return process.pid();
  }

  synchronized boolean isOver() {
    return ended != null || !process.isAlive();
  }

  /** Sends a request and reads the reply; when the time is over the process is killed. */
  synchronized Outcome<HeadReader> call(Verb verb, HeadWriter request, Duration limit) {
    if (ended != null) {
      return ended.as();
    }
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> {
          if (done.compareAndSet(false, true)) {
            process.destroyForcibly();
          }
        });
    try {
      log.clear();
      pipe.send(request.message(verb.tag()));
      Message reply = pipe.receive(Arena.ofAuto());
      if (reply != null && done.compareAndSet(false, true)) {
        return decode(reply);
      }
    } catch (ProtocolException e) {
      process.destroyForcibly();
      return end(FailureKind.CRASHED, "the worker's reply is broken: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      process.destroyForcibly();
      return end(FailureKind.OUT_OF_MEMORY, "the runtime's outputs do not fit into memory");
    } catch (IOException e) {
      return endOfProcess(done, limit);
    }
    return endOfProcess(done, limit);
  }

  /** The pipe is closed: the process has ended, or was killed because the time was over. */
  private Outcome<HeadReader> endOfProcess(AtomicBoolean done, Duration limit) {
    if (!done.compareAndSet(false, true)) {
      return end(FailureKind.TIMED_OUT, "no answer within " + seconds(limit) + " s");
    }
    int code = exitCode();
    process.destroyForcibly();
    return code == Verb.EXIT_OUT_OF_MEMORY
        ? end(FailureKind.OUT_OF_MEMORY, "the request does not fit into the worker's memory")
        : end(FailureKind.CRASHED, Crash.describe(code, log.text()));
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0
        ? Long.toString(limit.toSeconds())
        : Double.toString(limit.toMillis() / 1000.0);
  }

  private Outcome<HeadReader> decode(Message reply) throws IOException {
    HeadReader fields = reply.fields();
    return switch (Status.of(reply.tag())) {
      case OK -> new Outcome.Ok<>(fields);
      case REFUSED -> failed(FailureKind.REFUSED, fields.text());
      case OUT_OF_MEMORY -> failed(FailureKind.OUT_OF_MEMORY, fields.text());
      case UNSUPPORTED_VALUE -> failed(FailureKind.UNSUPPORTED_VALUE, fields.text());
    };
  }

  private <T> Outcome<T> failed(FailureKind kind, String message) {
    return new Outcome.Failed<>(kind, message, log.text());
  }

  private Outcome<HeadReader> end(FailureKind kind, String message) {
    exitCode();
    ended = new Outcome.Failed<>(kind, message, Crash.remarks(log.text()));
    return ended.as();
  }

  private int exitCode() {
    try {
      boolean over = process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS);
      log.await(EXIT_MILLIS);
      return over ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /**
   * Ends the process at once, also in the middle of a request; with patience it may finish first, so that a
   * recorded archive is complete.
   */
  void close(Duration patience) {
    if (patience.isZero()) {
      process.destroyForcibly();
    }
    finish(patience);
  }

  private synchronized void finish(Duration patience) {
    if (!isOver() && !patience.isZero()) {
      call(Verb.EXIT, new HeadWriter(), patience);
      exitWithin(patience);
    }
    process.destroyForcibly();
    ended = new Outcome.Failed<>(FailureKind.CRASHED, "the worker is closed", "");
  }

  private void exitWithin(Duration patience) {
    try {
      process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
