package sinter.compiler.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sinter.grammar.onnx.ModelProto;

/** Compares the messages in two ONNX files. */
final class RoundTrip {
  private RoundTrip() {}

  /** True when both hold the same fields with the same values, unknown fields included. */
  static boolean isFieldEqual(Path a, Path b) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(a))
        .equals(ModelProto.parseFrom(Files.readAllBytes(b)));
  }
}
