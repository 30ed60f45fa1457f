package sinter.worker;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Message;
import sinter.worker.protocol.Pipe;
import sinter.worker.protocol.Status;
import sinter.worker.protocol.Verb;

/**
 * The worker's entry point.
 *
 * <p>The argument is the path of the pipe for replies. A reader thread owns standard input: it ends the
 * process as soon as the parent closes it, also while a model runs.
 */
public final class Main {
  private Main() {}

  /** A request with the memory that holds its blobs. */
  private record Request(Message message, Arena arena) {}

  /**
   * Serves requests until told to exit.
   *
   * @param arguments the path of the reply pipe
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.setOut(System.err);
    try (FileOutputStream replies = new FileOutputStream(new File(arguments[0]));
        FileInputStream requests = new FileInputStream(FileDescriptor.in)) {
      serve(requests.getChannel(), replies.getChannel());
    }
  }

  private static void serve(FileChannel requests, FileChannel replies)
      throws IOException, InterruptedException {
    Pipe pipe = new Pipe(requests, replies);
    SynchronousQueue<Request> queue = new SynchronousQueue<>();
    Thread reader = new Thread(() -> read(pipe, queue), "requests");
    reader.setDaemon(true);
    reader.start();
    loadNatives();
    Host host = new Host();
    Leftovers.remove();
    while (true) {
      Request request = queue.take();
      try {
        Verb verb = Verb.of(request.message().tag());
        pipe.send(answer(host, verb, request.message()));
        if (verb == Verb.EXIT) {
          return;
        }
      } finally {
        request.arena().close();
      }
    }
  }

  private static Message answer(Host host, Verb verb, Message request) {
    try {
      return host.handle(verb, request.fields()).message(Status.OK.tag());
    } catch (OutOfMemoryError e) {
      return failure(
          Status.OUT_OF_MEMORY, "the worker's memory limit is reached: " + e.getMessage());
    } catch (UnsupportedValueException e) {
      return failure(Status.UNSUPPORTED_VALUE, Failures.text(e));
    } catch (Exception | LinkageError e) {
      return failure(Failures.status(e), Failures.text(e));
    }
  }

  private static Message failure(Status status, String text) {
    return new HeadWriter().text(text).message(status.tag());
  }

  @SuppressWarnings("MustBeClosedChecker")
  private static void read(Pipe pipe, SynchronousQueue<Request> queue) {
    try {
      while (true) {
        Arena arena = Arena.ofShared();
        Message message = pipe.receive(arena);
        if (message == null) {
          Runtime.getRuntime().halt(0);
          return;
        }
        queue.put(new Request(message, arena));
      }
    } catch (OutOfMemoryError e) {
      Runtime.getRuntime().halt(Verb.EXIT_OUT_OF_MEMORY);
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** The preset's classes rely on libraries that are loaded already; to the others it makes no difference. */
  @SuppressWarnings("restricted")
  private static void loadNatives() {
    String folder = System.getProperty("onnxruntime.native.path");
    if (folder == null) {
      return;
    }
    for (String name : new String[] {"onnxruntime", "onnxruntime4j_jni"}) {
      Path library = Path.of(folder, System.mapLibraryName(name)).toAbsolutePath();
      try {
        System.load(library.toString());
      } catch (UnsatisfiedLinkError e) {
        System.err.println(e.getMessage());
      }
    }
  }
}
