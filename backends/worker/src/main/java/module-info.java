/** The worker process around ONNX Runtime, and the protocol it shares with its client. */
module sinter.worker {
  requires java.management;
  requires static com.microsoft.onnxruntime;
  requires static org.jspecify;

  exports sinter.worker.protocol;
}
