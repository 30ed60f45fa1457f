package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;
import sinter.grammar.onnx.MapProto;
import sinter.grammar.onnx.SequenceProto;
import sinter.grammar.onnx.TensorProto;

/** Values other than tensors as inputs. */
final class FeedsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  private String model(String input, String statement) {
    var text =
        "model ir 8 opset 13 opset \"ai.onnx.ml\" 1\n\ngraph @g (%s) -> (%%y: f32[*]) {\n  %s\n}\n"
            .formatted(input, statement);
    return Line.model(folder, "model.onnx", text).toString();
  }

  private static TensorProto scalar(float value) {
    return TensorProto.newBuilder().setDataType(1).addFloatData(value).build();
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  @Test
  void mapsComeFromFiles() throws IOException {
    var model =
        model(
            "%x: map(i64, f32[])",
            "%y = \"ai.onnx.ml\"::CastMap@1(%x) {cast_to = \"TO_FLOAT\", map_form = \"DENSE\"}"
                + " : f32[*]");
    var values =
        SequenceProto.newBuilder()
            .setElemType(1)
            .addTensorValues(scalar(1.5f))
            .addTensorValues(scalar(-2.5f));
    var map = MapProto.newBuilder().setKeyType(7).addKeys(3).addKeys(8).setValues(values).build();
    var json =
        Line.run("run", model, "-i", file("x.pb", map.toByteArray()), "--json").returns(0).json();
    assertThat(json.at("/outputs/0/values").toString()).isEqualTo("[1.5,-2.5]");
    assertThat(Line.run("run", model, "--random").returns(Main.INPUT).err())
        .contains("no values of type map(i64, f32[]) can be drawn for input 'x'");
  }

  @Test
  void sparseTensorsAreRefusedByName() throws IOException {
    var model = model("%x: sparse f32[3, 3], %z: f32[3]", "%y = onnx::Neg@13(%z)");
    assertThat(Line.run("run", model, "--random").returns(Main.INPUT).err())
        .contains("no values of type sparse f32[3, 3] can be drawn for input 'x'");
    var file = file("x.pb", scalar(1).toByteArray());
    assertThat(Line.run("run", model, "-i", "x=" + file).returns(Main.INPUT).err())
        .contains("error[unreadable-file]", "no runtime takes a value of type sparse f32[3, 3]");
  }
}
