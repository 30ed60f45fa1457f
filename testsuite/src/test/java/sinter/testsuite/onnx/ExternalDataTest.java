package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.testsuite.onnx.Protos.entry;
import static sinter.testsuite.onnx.Protos.floats;
import static sinter.testsuite.onnx.Protos.graph;
import static sinter.testsuite.onnx.Protos.model;
import static sinter.testsuite.onnx.Protos.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.tensor.Tensor;

/** Weights beside the model: read in place, never from elsewhere, and written whole or not at all. */
class ExternalDataTest {
  @TempDir Path folder;

  private static ModelProto withData(String location, String offset, String length) {
    var tensor =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(3)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location));
    if (!offset.isEmpty()) tensor.addExternalData(entry("offset", offset));
    if (!length.isEmpty()) tensor.addExternalData(entry("length", length));
    return model(
            graph(List.of("x"), List.of("y"), node("Add", List.of("x", "w"), List.of("y")))
                .addInitializer(tensor))
        .build();
  }

  private Model read(ModelProto proto) throws IOException {
    var inside = Files.createDirectories(folder.resolve("inside"));
    Files.write(inside.resolve("m.onnx"), proto.toByteArray());
    return OnnxReader.read(inside.resolve("m.onnx"), new Diagnostics());
  }

  private static Tensor weight(Model model) {
    var first = model.main().body().first();
    assertThat(first).isNotNull();
    var tensor = first.result().constant();
    assertThat(tensor).isNotNull();
    return tensor;
  }

  private void files() throws IOException {
    var inside = Files.createDirectories(folder.resolve("inside"));
    Files.createDirectories(inside.resolve("sub"));
    Files.write(inside.resolve("data"), bytes(5));
    Files.write(inside.resolve("sub/data"), bytes(5));
    Files.write(folder.resolve("outside"), bytes(5));
    Files.createSymbolicLink(inside.resolve("link-in"), Path.of("data"));
    Files.createSymbolicLink(inside.resolve("link-out"), Path.of("../outside"));
    Files.createSymbolicLink(inside.resolve("folder-out"), folder);
  }

  private static byte[] bytes(int floats) {
    var values = new float[floats];
    for (var i = 0; i < floats; i++) values[i] = i;
    return floats("", values).getRawData().toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "data, '', 12, 0",
    "data, 4, 12, 1",
    "data, 8, '', 2",
    "./sub/../sub/data, 8, 12, 2",
    "link-in, 0, 12, 0"
  })
  void readsInPlace(String location, String offset, String length, float first) throws Exception {
    files();
    try (var model = read(withData(location, offset, length))) {
      assertThat(weight(model)).isInstanceOf(Tensor.Mapped.class);
      assertThat(weight(model).doubles()).containsExactly(first, first + 1, first + 2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../outside, '', 12, WEIGHT_OUTSIDE_MODEL_DIR, is in '../outside'",
    "sub/../../outside, '', 12, WEIGHT_OUTSIDE_MODEL_DIR, outside the model's folder",
    "/etc/passwd, '', 12, WEIGHT_OUTSIDE_MODEL_DIR, is in '/etc/passwd'",
    "link-out, '', 12, WEIGHT_OUTSIDE_MODEL_DIR, is in 'link-out'",
    "folder-out/outside, '', 12, WEIGHT_OUTSIDE_MODEL_DIR, outside the model's folder",
    "sub, '', 12, MISSING_WEIGHTS, is not a file",
    "nothing, '', 12, MISSING_WEIGHTS, which does not exist",
    "'', '', 12, MISSING_WEIGHTS, has no location",
    "data, 12, 12, MISSING_WEIGHTS, reads bytes 12 to 24 of 'data'",
    "data, 9223372036854775807, 12, MISSING_WEIGHTS, reads bytes 9223372036854775807",
    "data, 0, 16, MISSING_WEIGHTS, 'has 16 bytes, its type takes 12'",
    "data, -4, 12, MALFORMED_FILE, not a number",
    "data, 1e3, 12, MALFORMED_FILE, not a number",
    "data, 99999999999999999999, 12, MALFORMED_FILE, not a number"
  })
  void refuses(String location, String offset, String length, Code code, String message)
      throws Exception {
    files();
    var proto = withData(location, offset, length);
    assertThatThrownBy(() -> read(proto).close())
        .isInstanceOfSatisfying(
            InputError.class, e -> assertThat(e.diagnostic().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void refusesALocationThatIsNoPath() throws Exception {
    files();
    var proto = withData("da\0ta", "", "12");
    assertThatThrownBy(() -> read(proto).close())
        .isInstanceOf(InputError.class)
        .hasMessageContaining("cannot find 'da\0ta'");
  }

  private static ModelProto large() {
    return model(
            graph(
                    List.of("x"),
                    List.of("y"),
                    node("Sum", List.of("x", "a", "b", "c"), List.of("y")))
                .addInitializer(floats("a", new float[300]))
                .addInitializer(floats("b", 1, 2, 3))
                .addInitializer(floats("c", ramp())))
        .build();
  }

  private static float[] ramp() {
    var ramp = new float[1000];
    for (var i = 0; i < ramp.length; i++) ramp[i] = i;
    return ramp;
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return new ArrayList<>(files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void largeWeightsGoToAFileNamedByItsContent() throws Exception {
    var in = folder.resolve("in.onnx");
    var out = folder.resolve("out.onnx");
    Files.write(in, large().toByteArray());
    try (var model = OnnxReader.read(in, new Diagnostics())) {
      OnnxWriter.write(model, out, ExternalData.ALWAYS);
    }
    assertThat(names())
        .hasSize(3)
        .element(2)
        .asString()
        .matches("out\\.onnx\\.[0-9a-f]{16}\\.data");
    var written = RoundTrip.parse(Files.readAllBytes(out)).getGraph();
    assertThat(written.getInitializer(0).getExternalDataList())
        .containsExactly(
            entry("location", names().get(2)).build(),
            entry("offset", "0").build(),
            entry("length", "1200").build());
    assertThat(written.getInitializer(1)).isEqualTo(floats("b", 1, 2, 3).build());
    assertThat(written.getInitializer(2).getExternalData(1))
        .isEqualTo(entry("offset", "1216").build());
    try (var model = OnnxReader.read(out, new Diagnostics())) {
      assertThat(RoundTrip.parse(OnnxWriter.bytes(model))).isEqualTo(large());
    }
  }

  @Test
  void writingOverTheInputLeavesOneModelAndItsData() throws Exception {
    var file = folder.resolve("m.onnx");
    Files.write(file, large().toByteArray());
    for (var round = 0; round < 2; round++) {
      try (var model = OnnxReader.read(file, new Diagnostics())) {
        OnnxWriter.write(model, file, ExternalData.ALWAYS);
      }
      assertThat(names()).hasSize(2);
    }
    var external = names();
    var model = OnnxReader.read(file, new Diagnostics());
    try (var staged = OnnxWriter.stage(model, file, ExternalData.NEVER)) {
      assertThat(names()).hasSize(3).containsAll(external);
      model.close();
      staged.commit();
    }
    assertThat(names()).containsExactly("m.onnx");
    assertThat(RoundTrip.parse(Files.readAllBytes(file))).isEqualTo(large());
  }

  /** The weights that another compilation has placed, and not yet its model, are not stale. */
  @Test
  void twoWritersOfOneFileLeaveACompleteModel() throws Exception {
    var in = folder.resolve("in.onnx");
    var other = folder.resolve("other.onnx");
    var out = folder.resolve("out.onnx");
    Files.write(in, large().toByteArray());
    Files.write(other, large().toBuilder().setProducerName("other").build().toByteArray());
    Files.write(out, "no model yet".getBytes(StandardCharsets.UTF_8));
    try (var model = OnnxReader.read(in, new Diagnostics());
        var placed = OnnxWriter.stage(model, out, ExternalData.ALWAYS)) {
      placed.place();
      try (var second = OnnxReader.read(other, new Diagnostics())) {
        OnnxWriter.write(second, out, ExternalData.NEVER);
      }
      placed.commit();
    }
    try (var model = OnnxReader.read(out, new Diagnostics())) {
      assertThat(RoundTrip.parse(OnnxWriter.bytes(model))).isEqualTo(large());
    }
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws Exception {
    var file = folder.resolve("m.onnx");
    Files.write(file, large().toByteArray());
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      OnnxWriter.stage(model, folder.resolve("out.onnx"), ExternalData.ALWAYS).close();
      assertThat(names()).containsExactly("m.onnx");
      assertThatThrownBy(
              () -> OnnxWriter.write(model, folder.resolve("no/out.onnx"), ExternalData.AUTO))
          .isInstanceOf(InputError.class)
          .hasMessageContaining("its folder does not exist");
    }
  }

  @Test
  void aLinkedTargetIsWrittenThrough() throws Exception {
    var file = folder.resolve("m.onnx");
    var link = folder.resolve("link.onnx");
    Files.write(file, large().toByteArray());
    Files.createSymbolicLink(link, Path.of("m.onnx"));
    try (var model = OnnxReader.read(link, new Diagnostics())) {
      OnnxWriter.write(model, link, ExternalData.AUTO);
    }
    assertThat(link).isSymbolicLink();
    assertThat(RoundTrip.parse(Files.readAllBytes(file))).isEqualTo(large());
  }
}
