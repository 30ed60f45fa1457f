package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.TensorProto;

/** The named tensors of a model that hold floats. */
final class Weights {
  private final Map<String, double[]> values = new TreeMap<>();
  private final ModelProto model;

  private Weights(ModelProto model) {
    this.model = model;
    for (var t : model.getGraph().getInitializerList()) {
      if (t.getDataType() == TensorProto.DataType.FLOAT_VALUE && t.hasRawData()) {
        var floats =
            t.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var at = new double[floats.remaining()];
        for (int i = 0; i < at.length; i++) {
          at[i] = floats.get(i);
        }
        values.put(t.getName(), at);
      }
    }
  }

  /** Those of the example as it is, by the full names of its parameters. */
  static Weights of(Example example) {
    return of(example.plain());
  }

  static Weights of(ModelProto model) {
    return new Weights(model);
  }

  double[] get(String name) {
    return Objects.requireNonNull(values.get(name), () -> name + " is none of " + values.keySet());
  }

  /** The same, row by row. */
  double[][] matrix(String name, int columns) {
    return rows(get(name), columns);
  }

  static double[][] rows(double[] at, int columns) {
    var out = new double[at.length / columns][columns];
    for (int i = 0; i < out.length; i++) {
      System.arraycopy(at, i * columns, out[i], 0, columns);
    }
    return out;
  }

  /** A safetensors file with these weights, some of them replaced; constants without a name are left out. */
  Path replaced(Path file, Map<String, double[]> others) throws IOException {
    var all = new TreeMap<>(values);
    all.keySet().removeIf(name -> name.matches("constant(_[0-9]+)?"));
    all.putAll(others);
    return only(file, all);
  }

  /** A safetensors file with new values of some of these weights and nothing else. */
  Path only(Path file, Map<String, double[]> others) throws IOException {
    assertThat(values.keySet()).containsAll(others.keySet());
    var header = new StringJoiner(",", "{", "}");
    int end = 0;
    var data = ByteBuffer.allocate(1 << 24).order(ByteOrder.LITTLE_ENDIAN);
    for (var t : model.getGraph().getInitializerList()) {
      if (others.containsKey(t.getName())) {
        for (double d : others.get(t.getName())) {
          data.putFloat((float) d);
        }
        header.add(
            "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(t.getName(), t.getDimsList(), end, data.position()));
        end = data.position();
      }
    }
    var text = header.toString().getBytes(StandardCharsets.UTF_8);
    var out = ByteBuffer.allocate(8 + text.length + end).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text).put(data.flip());
    return Files.write(file, out.array());
  }
}
