package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.testsuite.onnx.Protos.floats;
import static sinter.testsuite.onnx.Protos.graph;
import static sinter.testsuite.onnx.Protos.model;
import static sinter.testsuite.onnx.Protos.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.Verifier;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;

/** Whatever the bytes, the reader gives a sound model or one {@link InputError}. */
class HostileFileTest {
  private static final long SEED = 0xbad;

  @TempDir Path folder;

  private void read(byte[] bytes) throws IOException {
    var file = folder.resolve("m.onnx");
    Files.write(file, bytes);
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      Verifier.verify(model, diagnostics);
      assertThat(diagnostics.hasErrors()).isFalse();
      var before = RoundTrip.parse(bytes);
      var after = RoundTrip.parse(OnnxWriter.bytes(model));
      // A file without a version gets one.
      if (!before.hasIrVersion()) after = after.toBuilder().clearIrVersion().build();
      if (diagnostics.all().isEmpty()) assertThat(after).isEqualTo(before);
    }
  }

  private void refused(ModelProto.Builder model, Code code, String message) {
    assertThatThrownBy(() -> read(model.build().toByteArray()))
        .isInstanceOfSatisfying(
            InputError.class, e -> assertThat(e.diagnostic().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static ModelProto.Builder with(TensorProto.Builder tensor) {
    return model(graph(List.of(), List.of()).addInitializer(tensor.setName("w")));
  }

  @Test
  void damagedModelsAreRefusedOrSound() throws Exception {
    var random = new Random(SEED);
    var read = 0;
    var refused = 0;
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      var models = zip.stream().filter(e -> e.getName().endsWith("model.onnx")).toList();
      for (var entry : models) {
        var model = zip.getInputStream(entry).readAllBytes();
        for (var i = 0; i < 2; i++) {
          try {
            read(damage(model, random));
            read++;
          } catch (InputError e) {
            refused++;
          } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(
                "seed " + SEED + ", " + entry.getName() + ", damage " + i + ": " + e, e);
          }
        }
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  private static byte[] damage(byte[] model, Random random) {
    if (random.nextInt(4) == 0) return Arrays.copyOf(model, random.nextInt(model.length));
    var damaged = model.clone();
    for (var n = 1 + random.nextInt(3); n > 0; n--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void filesThatAreNoModels() {
    refused(ModelProto.newBuilder(), Code.MALFORMED_FILE, "it has no graph");
    assertThatThrownBy(
            () -> read("a text, not a model".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(InputError.class)
        .hasMessageContaining(
            "is not an ONNX model: byte 9: field 13 of ModelProto has wire type 7");
    assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx"), new Diagnostics()))
        .isInstanceOf(InputError.class)
        .hasMessageContaining("no file ");
    assertThatThrownBy(() -> OnnxReader.read(folder, new Diagnostics()))
        .isInstanceOf(InputError.class)
        .hasMessageContaining("cannot read ");
  }

  @Test
  void tensorsWhoseSizesDisagree() {
    refused(with(floats("", 1, 2).addDims(7)), Code.MALFORMED_FILE, "8 raw bytes instead of 56");
    refused(with(floats("", 1).addDims(-1)), Code.MALFORMED_FILE, "a dimension of -1");
    refused(
        with(floats("", 1).addDims(1L << 40).addDims(1L << 40)),
        Code.MALFORMED_FILE,
        "does not fit any file");
    refused(with(floats("", 1).setDataType(99)), Code.MALFORMED_FILE, "element type 99");
    refused(with(floats("", 1).clearDataType()), Code.MALFORMED_FILE, "element type 0");
    refused(
        with(floats("", 1).clearRawData().addFloatData(1).addFloatData(2)),
        Code.MALFORMED_FILE,
        "2 values instead of 1");
    refused(
        with(floats("", 1).setDataType(TensorProto.DataType.STRING_VALUE).clearRawData()),
        Code.MALFORMED_FILE,
        "0 strings instead of 1");
    refused(
        with(floats("", 1).clearRawData().setDims(0, 1L << 62)),
        Code.MALFORMED_FILE,
        "does not fit any file");
  }

  @Test
  void namesThatAreMissingOrDefinedTwice() {
    refused(
        model(graph(List.of(), List.of("y"), node("Neg", List.of("x"), List.of("y")))),
        Code.UNRESOLVED_NAME,
        "'x' is read, and nothing before it defines it");
    refused(
        model(graph(List.of(), List.of("y"))),
        Code.UNRESOLVED_NAME,
        "'y' is read, and nothing before it defines it");
    refused(model(graph(List.of("x", "x"), List.of())), Code.UNRESOLVED_NAME, "defined twice");
    refused(
        model(graph(List.of("x"), List.of("x"), node("Neg", List.of("x"), List.of("x")))),
        Code.UNRESOLVED_NAME,
        "'x' is defined twice");
    refused(
        model(graph(List.of("x"), List.of(), node("", List.of(), List.of()))),
        Code.MALFORMED_FILE,
        "names no operator");
  }

  @Test
  void nodesInTheWrongOrderAreSorted() throws Exception {
    var inner = graph(List.of(), List.of("t"), node("Neg", List.of("b"), List.of("t")));
    var branch = Protos.body("then_branch", inner);
    var proto =
        model(
            graph(
                List.of("x"),
                List.of("y"),
                node("If", List.of("a"), List.of("y"), branch),
                node("Neg", List.of("x"), List.of("c")),
                node("Neg", List.of("a"), List.of("b")),
                node("Neg", List.of("x"), List.of("a"))));
    var file = folder.resolve("m.onnx");
    Files.write(file, proto.build().toByteArray());
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      var written = RoundTrip.parse(OnnxWriter.bytes(model)).getGraph();
      assertThat(written.getNodeList().stream().map(n -> n.getOutput(0)))
          .containsExactly("c", "a", "b", "y");
    }
    assertThat(diagnostics.all())
        .singleElement()
        .satisfies(d -> assertThat(d.code()).isEqualTo(Code.CHANGED));
    refused(
        model(
            graph(
                List.of(),
                List.of(),
                node("Neg", List.of("b"), List.of("a")),
                node("Neg", List.of("a"), List.of("b")))),
        Code.UNRESOLVED_NAME,
        "'b' is read, and nothing before it defines it");
  }

  @Test
  void sparseTensorsOutsideTheirExtent() {
    refused(
        model(graph(List.of(), List.of()).addSparseInitializer(Protos.sparse("s", 4, 4))),
        Code.MALFORMED_FILE,
        "has index 4, outside its extent");
    refused(
        model(
            graph(List.of(), List.of())
                .addSparseInitializer(Protos.sparse("s", 4, 1).setValues(floats("s", 1, 2)))),
        Code.MALFORMED_FILE,
        "has indices of type i64[1] for values of type f32[2]");
  }
}
