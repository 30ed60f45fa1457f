package sinter.backend.onnx;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.ir.tensor.Datum;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Port;
import sinter.worker.protocol.Verb;

/** A model that a worker has loaded. */
public final class RuntimeSession implements AutoCloseable {
  private final WorkerProcess process;
  private final int id;
  private final Duration limit;
  private final List<Port> inputs;
  private final List<Port> outputs;

  RuntimeSession(
      WorkerProcess process, int id, Duration limit, List<Port> inputs, List<Port> outputs) {
    this.process = process;
    this.id = id;
    this.limit = limit;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The same session with another limit for each request. */
  public RuntimeSession limitedTo(Duration other) {
    return new RuntimeSession(process, id, other, inputs, outputs);
  }

  /** The inputs that have no initializer, in the model's order. */
  public List<Port> inputs() {
    return inputs;
  }

  /** The outputs in the model's order. */
  public List<Port> outputs() {
    return outputs;
  }

  /** Runs once; {@code wanted} names outputs, all of them when it is empty. */
  public Outcome<Map<String, Datum>> run(Map<String, Datum> feeds, List<String> wanted) {
    HeadWriter request = new HeadWriter().integer(id);
    write(feeds, request);
    request.texts(wanted);
    return process
        .call(Verb.RUN, request, limit)
        .then(reply -> OrtWorker.read(() -> results(reply)));
  }

  private static Map<String, Datum> results(HeadReader reply) throws IOException {
    reply.number();
    int count = reply.count(8);
    Map<String, Datum> results = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      results.put(reply.text(), DatumCodec.decode(reply.payload()));
    }
    return results;
  }

  private static void write(Map<String, Datum> feeds, HeadWriter request) {
    request.integer(feeds.size());
    feeds.forEach((name, value) -> request.text(name).payload(DatumCodec.encode(value)));
  }

  /** Runs several times with these feeds, which stay with the session for {@link #timeAgain}. */
  public Outcome<Timing> time(Map<String, Datum> feeds, int runs) {
    HeadWriter request = new HeadWriter().integer(id).integer(runs).integer(1);
    write(feeds, request);
    return timed(request);
  }

  /** Runs several times more with the feeds of the last {@link #time}. */
  public Outcome<Timing> timeAgain(int runs) {
    return timed(new HeadWriter().integer(id).integer(runs).integer(0));
  }

  private Outcome<Timing> timed(HeadWriter request) {
    return process
        .call(Verb.TIME, request, limit)
        .then(reply -> OrtWorker.read(() -> timing(reply)));
  }

  private static Timing timing(HeadReader reply) throws IOException {
    int runs = reply.count(16);
    List<Long> wall = new ArrayList<>(runs);
    List<Long> cpu = new ArrayList<>(runs);
    for (int i = 0; i < runs; i++) {
      wall.add(reply.number());
      cpu.add(reply.number());
    }
    return new Timing(wall, cpu);
  }

  /** Releases the model; the worker lives on. */
  @Override
  public void close() {
    if (!process.isOver()) {
      process.call(Verb.CLOSE, new HeadWriter().integer(id), limit);
    }
  }
}
