package sinter.worker;

import ai.onnxruntime.OrtException;
import java.util.List;
import sinter.worker.protocol.Payload;

/** Feeds that are bound to a session, ready to run any number of times. */
interface Invocation extends AutoCloseable {
  /** Runs the session once; the outputs of the run before are released. */
  void run() throws OrtException, UnsupportedValueException;

  /** Copies of the outputs of the last run, in the order they were asked for. */
  List<Payload> outputs() throws OrtException, UnsupportedValueException;

  @Override
  void close();
}
