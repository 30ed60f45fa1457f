package sinter.worker;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Payload;
import sinter.worker.protocol.Verb;

/** The runtime's environment and the sessions that are open in it. */
final class Host {
  private final @Nullable OrtEnvironment environment;
  private final @Nullable Throwable broken;
  private final Map<Integer, Session> sessions = new HashMap<>();
  private int nextSession = 1;

  /** Loads the runtime; if that fails every later request reports it. */
  Host() {
    OrtEnvironment loaded = null;
    Throwable failure = null;
    try {
      loaded = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "sinter");
    } catch (RuntimeException | LinkageError e) {
      failure = e;
    }
    this.environment = loaded;
    this.broken = failure;
  }

  HeadWriter handle(Verb verb, HeadReader request)
      throws IOException, OrtException, UnsupportedValueException {
    OrtEnvironment environment = environment();
    return switch (verb) {
      case HELLO -> new HeadWriter().text(version(environment)).texts(providers());
      case OPEN -> open(environment, request);
      case RUN -> run(request);
      case TIME -> time(request);
      case CLOSE -> close(request);
      case EXIT -> new HeadWriter();
    };
  }

  private OrtEnvironment environment() {
    if (environment == null) {
      String reason = broken == null ? "" : Failures.text(broken);
      throw new IllegalStateException("the runtime does not load: " + reason);
    }
    return environment;
  }

  /** Builds of the runtime exist in which the version is null or the query fails. */
  private static String version(OrtEnvironment environment) {
    try {
      String version = environment.getVersion();
      return version == null ? "unknown" : version;
    } catch (RuntimeException | LinkageError e) {
      return "unknown";
    }
  }

  private static List<String> providers() {
    try {
      return OrtEnvironment.getAvailableProviders().stream().map(OrtProvider::getName).toList();
    } catch (RuntimeException | LinkageError e) {
      return List.of();
    }
  }

  private HeadWriter open(OrtEnvironment environment, HeadReader request)
      throws IOException, OrtException, UnsupportedValueException {
    Session session = Session.open(environment, request);
    int id = nextSession++;
    sessions.put(id, session);
    HeadWriter reply = new HeadWriter().integer(id);
    session.describe(reply);
    return reply;
  }

  private HeadWriter run(HeadReader request)
      throws IOException, OrtException, UnsupportedValueException {
    Session session = session(request);
    Map<String, Payload> feeds = feeds(request);
    List<String> wanted = session.outputsOr(request.texts());
    HeadWriter reply = new HeadWriter();
    try (Invocation invocation = session.bind(feeds, wanted)) {
      long start = System.nanoTime();
      invocation.run();
      reply.number(System.nanoTime() - start);
      List<Payload> outputs = invocation.outputs();
      reply.integer(outputs.size());
      for (int i = 0; i < outputs.size(); i++) {
        reply.text(wanted.get(i)).payload(outputs.get(i));
      }
    }
    return reply;
  }

  private HeadWriter time(HeadReader request)
      throws IOException, OrtException, UnsupportedValueException {
    Session session = session(request);
    int runs = request.integer();
    if (request.integer() != 0) {
      session.hold(feeds(request));
    }
    Invocation invocation = session.held();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean hasCpuTime = threads.isCurrentThreadCpuTimeSupported();
    HeadWriter reply = new HeadWriter().integer(runs);
    for (int i = 0; i < runs; i++) {
      long cpu = hasCpuTime ? threads.getCurrentThreadCpuTime() : 0;
      long wall = System.nanoTime();
      invocation.run();
      reply.number(System.nanoTime() - wall);
      reply.number(hasCpuTime ? threads.getCurrentThreadCpuTime() - cpu : 0);
    }
    return reply;
  }

  private HeadWriter close(HeadReader request) throws IOException, OrtException {
    Session session = session(request);
    sessions.values().remove(session);
    session.close();
    return new HeadWriter();
  }

  private Session session(HeadReader request) throws IOException {
    int id = request.integer();
    Session session = sessions.get(id);
    if (session == null) {
      throw new IllegalArgumentException("session " + id + " is not open");
    }
    return session;
  }

  private static Map<String, Payload> feeds(HeadReader request) throws IOException {
    int count = request.count(8);
    Map<String, Payload> feeds = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      feeds.put(request.text(), request.payload());
    }
    return feeds;
  }
}
