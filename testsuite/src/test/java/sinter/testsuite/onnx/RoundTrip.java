package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.Verifier;
import sinter.ir.diag.Diagnostics;
import sinter.testsuite.text.TextTrip;

/** Reads a model, checks what was read, writes it and compares the messages. */
final class RoundTrip {
  private final Path folder;

  RoundTrip(Path folder) {
    this.folder = folder;
  }

  /** The model that comes back, after checking that it is the same message. */
  ModelProto check(String what, byte[] model) throws IOException {
    var in = folder.resolve("in.onnx");
    Files.write(in, model);
    return check(what, in);
  }

  ModelProto check(String what, Path file) throws IOException {
    var diagnostics = new Diagnostics();
    byte[] written;
    try (var model = OnnxReader.read(file, diagnostics)) {
      Verifier.verify(model, diagnostics);
      written = OnnxWriter.bytes(model);
      TextTrip.check(what, model, written, folder);
    }
    assertThat(diagnostics.all()).as(what).isEmpty();
    var after = parse(written);
    var before = parse(Files.readAllBytes(file));
    // Comparing first keeps the messages of large models out of the report.
    if (!after.equals(before)) {
      assertThat(after.toString()).as(what).isEqualTo(before.toString());
      assertThat(after).as(what).isEqualTo(before);
    }
    return after;
  }

  static ModelProto parse(byte[] bytes) throws IOException {
    var in = CodedInputStream.newInstance(bytes);
    in.setRecursionLimit(200);
    return ModelProto.parseFrom(in);
  }
}
