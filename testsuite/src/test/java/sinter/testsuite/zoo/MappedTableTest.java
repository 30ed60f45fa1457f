package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sinter.testsuite.zoo.Values.assertClose;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.passes.PassManager;
import sinter.passes.Presets;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;
import sinter.testsuite.runtime.Installed;

/**
 * A table of a quarter of a gigabyte stays in its file, when it is compiled and when it is run. Pages of mapped
 * files are the system's to drop; resident anonymous memory is what a process holds itself.
 */
class MappedTableTest extends OnRuntime {
  private static final int NODES = 1 << 22;
  private static final int WIDTH = 16;
  private static final int IDS = 1000;
  private static final int SAMPLES = 5;
  private static final int FEATURES = 8;

  /** The file repeats its first numbers. */
  private static final int PERIOD = 1 << 18;

  @TempDir Path folder;

  MappedTableTest() {
    super(3);
  }

  /** Bytes of resident memory, by their kind in {@code /proc/PID/status}. */
  private record Resident(long anonymous, long file) {
    static Resident of(long pid) throws IOException {
      var lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
      return new Resident(bytes(lines, "RssAnon:"), bytes(lines, "RssFile:"));
    }

    private static long bytes(List<String> lines, String name) {
      return lines.stream()
          .filter(l -> l.startsWith(name))
          .mapToLong(l -> 1024 * Long.parseLong(l.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }

    String since(Resident before) {
      return "%.1f MB anonymous and %.1f MB of files"
          .formatted((anonymous - before.anonymous) / 1048576.0, (file - before.file) / 1048576.0);
    }
  }

  @BeforeEach
  void isLinux() {
    assumeTrue(
        Files.exists(Path.of("/proc/self/status")),
        "skipped, since /proc/self/status tells resident memory on Linux only");
  }

  @Test
  void rowsComeFromTheMappedFile() throws IOException {
    var table = table();
    var output = folder.resolve("direct.onnx");
    long size = (long) NODES * WIDTH * 4;
    long self = ProcessHandle.current().pid();
    var memory = ManagementFactory.getMemoryMXBean();
    System.gc();
    long heap = memory.getHeapMemoryUsage().getUsed();
    var before = Resident.of(self);
    try (var model =
        Example.of("seeds/13-pytorch-direct").with("nodes", NODES).weights(table).read()) {
      PassManager.quietly(model, Presets.of("O2"));
      OnnxWriter.write(model, output, ExternalData.ALWAYS);
      System.gc();
      var open = Resident.of(self);
      long grown = memory.getHeapMemoryUsage().getUsed() - heap;
      System.out.printf(
          "table of %d MB; compiling it: %s, %.1f MB of heap%n",
          size >> 20, open.since(before), grown / 1048576.0);
      assertThat(grown).isLessThan(size / 8);
      assertThat(open.anonymous - before.anonymous).isLessThan(size / 4);
    }

    var ids = values.indexes(NODES, IDS);
    var neighbours = values.indexes(NODES, IDS, SAMPLES);
    var idle = Resident.of(worker.pid().orElseThrow());
    var session = Installed.ok(worker.open(SessionSpec.of(output)));
    var fed =
        Map.<String, sinter.ir.tensor.Datum>of(
            "ids", Networks.tensor(ids), "neighbours", Networks.tensor(neighbours));
    var y =
        (Datum.Array)
            Networks.datum(
                Objects.requireNonNull(Installed.ok(session.run(fed, List.of())).get("embedded")));
    var run = Resident.of(worker.pid().orElseThrow());
    System.out.printf("running %d ids: %s%n", IDS, run.since(idle));
    assertThat(run.anonymous - idle.anonymous).isLessThan(size / 4);
    assertClose(y.reals(), gathered(ids.integers(), neighbours.integers()), 1e-4);
    tellTheCost(session, fed);
    session.close();
  }

  /** Times and bytes of a run; nothing is claimed of them. */
  private static void tellTheCost(RuntimeSession session, Map<String, sinter.ir.tensor.Datum> fed) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      Installed.ok(session.run(fed, List.of()));
      least = Math.min(least, System.nanoTime() - start);
    }
    var bound = Installed.ok(session.time(fed, 20));
    long inputs = 8L * IDS * (1 + SAMPLES);
    long rows = 4L * WIDTH * IDS * (1 + SAMPLES);
    System.out.printf(
        "bytes moved in a run: %d of inputs, %d of rows, %d of outputs; %.3f ms with inputs copied"
            + " to the runtime, %.3f ms with inputs in direct buffers that it reads in place%n",
        inputs, rows, 4L * FEATURES * IDS, least / 1e6, Collections.min(bound.wall()) / 1e6);
  }

  /** The layer on features that were gathered before, in double precision. */
  private static double[] gathered(long[] ids, long[] neighbours) {
    var out = new double[IDS * FEATURES];
    for (int i = 0; i < IDS; i++) {
      var own = row(WIDTH * ids[i], WIDTH);
      var near = new double[WIDTH];
      for (int j = 0; j < SAMPLES; j++) {
        var one = row(WIDTH * neighbours[SAMPLES * i + j], WIDTH);
        for (int k = 0; k < WIDTH; k++) {
          near[k] += one[k] / SAMPLES;
        }
      }
      var bias = row((long) WIDTH * FEATURES, FEATURES);
      for (int f = 0; f < FEATURES; f++) {
        double y =
            Matrices.dot(row((long) WIDTH * f, WIDTH), own)
                + bias[f]
                + Matrices.dot(row((long) WIDTH * (FEATURES + f) + FEATURES, WIDTH), near);
        out[FEATURES * i + f] = Math.max(y, 0);
      }
    }
    return out;
  }

  private static float number(long place) {
    return (float) Math.sin((double) (place % PERIOD));
  }

  private static double[] row(long place, int width) {
    var out = new double[width];
    for (int k = 0; k < width; k++) {
      out[k] = number(place + k);
    }
    return out;
  }

  /** A safetensors file whose table takes 256 MB and whose layers are small. */
  private Path table() throws IOException {
    long rows = 64L * NODES;
    var header =
        """
        {"table":{"dtype":"F32","shape":[%d,16],"data_offsets":[0,%d]},\
        "linear.weight":{"dtype":"F32","shape":[8,16],"data_offsets":[%d,%d]},\
        "linear.bias":{"dtype":"F32","shape":[8],"data_offsets":[%d,%d]},\
        "linear_2.weight":{"dtype":"F32","shape":[8,16],"data_offsets":[%d,%d]}}\
        """
            .formatted(
                NODES, rows, rows, rows + 512, rows + 512, rows + 544, rows + 544, rows + 1056)
            .getBytes(StandardCharsets.UTF_8);
    var file = folder.resolve("table.safetensors");
    try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var head = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      out.write(head.putLong(header.length).put(header).flip());
      var chunk = ByteBuffer.allocate(4 * PERIOD).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < PERIOD; i++) {
        chunk.putFloat(number(i));
      }
      for (long written = 0; written < rows; written += chunk.capacity()) {
        out.write(chunk.rewind());
      }
      out.write(chunk.rewind().limit(1056));
    }
    return file;
  }
}
