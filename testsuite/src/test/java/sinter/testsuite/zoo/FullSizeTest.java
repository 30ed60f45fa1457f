package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.backend.onnx.SessionSpec;
import sinter.compiler.CompileOptions;
import sinter.compiler.Compiler;
import sinter.passes.PassManager;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;
import sinter.testsuite.runtime.Installed;

/** The networks of the zoo as large as they are published, and a table that is larger than it may be in memory. */
@Tag("zoo")
class FullSizeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "mobilenet_v2",
        "efficientnet_b0",
        "convnext_tiny",
        "convfirst",
        "vit_b16",
        "bert_base",
        "gpt2",
        "llama",
        "whisper_encoder",
        "unet",
        "crnn"
      })
  void staysEqualWhenCompiled(String name) {
    var file = Path.of("..", "examples", "zoo", name + ".sinter");
    var report = Compiler.compile(CompileOptions.of(file, folder.resolve(name + ".onnx")));
    System.out.printf(
        "%s: %d nodes became %d, %s%n",
        name, report.nodes().before(), report.nodes().after(), report.verify());
    assertThat(report.verify().status()).isEqualTo("equal");
  }

  /** Only the rows that are asked for become Java objects: a quarter of a gigabyte stays in its file. */
  @Test
  void tablesStayInTheirFiles() throws IOException {
    int nodes = 1 << 22;
    var table = table(nodes);
    var example = Example.of("seeds/13-pytorch-direct").with("nodes", nodes);
    var small = Weights.of(example.with("nodes", 8));
    assertThat(small.get("linear.weight")).hasSize(128);
    var memory = ManagementFactory.getMemoryMXBean();
    System.gc();
    long before = memory.getHeapMemoryUsage().getUsed();
    var output = folder.resolve("direct.onnx");
    try (var model = example.weights(table).read()) {
      PassManager.quietly(model, "to-onnx");
      OnnxWriter.write(model, output, ExternalData.ALWAYS);
    }
    var values = new Values(3);
    var ids = values.indexes(nodes, 1000);
    var neighbours = values.indexes(nodes, 1000, 5);
    try (var worker = Installed.worker("javacpp")) {
      var session = Installed.ok(worker.open(SessionSpec.of(output)));
      var fed =
          Map.<String, sinter.ir.tensor.Datum>of(
              "ids", Networks.tensor(ids), "neighbours", Networks.tensor(neighbours));
      var y =
          (Datum.Array)
              Networks.datum(
                  Objects.requireNonNull(
                      Installed.ok(session.run(fed, List.of())).get("embedded")));
      assertThat(y.shape()).containsExactly(1000, 8);
      assertThat(Values.largest(y.reals())).isGreaterThan(0);
      session.close();
    }
    System.gc();
    long grown = memory.getHeapMemoryUsage().getUsed() - before;
    System.out.printf(
        "table of %d MB, heap grew by %.1f MB%n", Files.size(table) >> 20, grown / 1048576.0);
    assertThat(grown).isLessThan(Files.size(table) / 8);
  }

  /** A safetensors file whose table takes 256 MB and whose layers are small. */
  private Path table(int nodes) throws IOException {
    long rows = 64L * nodes;
    var header =
        """
        {"table":{"dtype":"F32","shape":[%d,16],"data_offsets":[0,%d]},\
        "linear.weight":{"dtype":"F32","shape":[8,16],"data_offsets":[%d,%d]},\
        "linear.bias":{"dtype":"F32","shape":[8],"data_offsets":[%d,%d]},\
        "linear_2.weight":{"dtype":"F32","shape":[8,16],"data_offsets":[%d,%d]}}\
        """
            .formatted(
                nodes, rows, rows, rows + 512, rows + 512, rows + 544, rows + 544, rows + 1056)
            .getBytes(StandardCharsets.UTF_8);
    var file = folder.resolve("table.safetensors");
    try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var head = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      out.write(head.putLong(header.length).put(header).flip());
      var chunk = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; chunk.hasRemaining(); i++) {
        chunk.putFloat((float) Math.sin(i));
      }
      for (long written = 0; written < rows; written += chunk.capacity()) {
        out.write(chunk.rewind());
      }
      out.write(chunk.rewind().limit(1056));
    }
    return file;
  }
}
