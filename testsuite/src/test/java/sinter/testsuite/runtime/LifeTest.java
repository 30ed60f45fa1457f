package sinter.testsuite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.runtime.Installed.ok;
import static sinter.testsuite.runtime.Installed.open;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeInfo;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.backend.onnx.Timing;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** How workers start, what they unpack, what they measure and how they end. */
class LifeTest {
  private static final String NAMES = "sinter.testsuite.runtime.Installed#names";
  private static final String CACHE = "sinter.cache";

  @ParameterizedTest
  @MethodSource(NAMES)
  void saysWhatItIs(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeInfo info = ok(worker.info());
      assertThat(info.version()).isEqualTo("1.28.0");
      assertThat(info.providers()).contains("CPUExecutionProvider");
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void firstStartsAtTheSameTime(String set, @TempDir Path cache) throws IOException {
    String before = System.getProperty(CACHE, "");
    System.setProperty(CACHE, cache.toString());
    try {
      List<CompletableFuture<String>> starts =
          IntStream.range(0, 4)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> versionOf(set)))
              .toList();
      assertThat(starts.stream().map(CompletableFuture::join)).containsOnly("1.28.0");
      Path folder = onlyFolder(cache.resolve("natives"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      Path library = folder.resolve(System.mapLibraryName("onnxruntime"));
      Files.write(library, new byte[] {1, 2, 3});
      assertThat(versionOf(set)).isEqualTo("1.28.0");
      assertThat(Files.size(library)).isGreaterThan(1_000_000);
    } finally {
      System.setProperty(CACHE, before);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void clearsAwayWhatKilledWorkersLeftBehind(String set, @TempDir Path cache) throws IOException {
    String before = System.getProperty(CACHE, "");
    System.setProperty(CACHE, cache.toString());
    Path old = Files.createDirectories(cache.resolve("tmp/onnxruntime-java1"));
    Path used = Files.createDirectories(cache.resolve("tmp/onnxruntime-java2"));
    Path abandoned = Files.createDirectories(cache.resolve("tmp/onnxruntime-java3"));
    Files.writeString(used.resolve("library"), "x");
    Files.writeString(abandoned.resolve("library"), "x");
    Files.setLastModifiedTime(used, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    for (Path folder : List.of(old, abandoned)) {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.EPOCH));
    }
    try {
      assertThat(versionOf(set)).isEqualTo("1.28.0");
      assertThat(old).doesNotExist();
      assertThat(abandoned).doesNotExist();
      assertThat(used).exists();
    } finally {
      System.setProperty(CACHE, before);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void leavesInterruptsToItsParent(String set) throws Exception {
    try (OrtWorker worker = Installed.worker(set)) {
      ok(worker.info());
      long pid = worker.pid().orElseThrow();
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor()).isZero();
      assertThat(ok(worker.info()).version()).isEqualTo("1.28.0");
      assertThat(worker.pid()).hasValue(pid);
    }
  }

  private static String versionOf(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      return ok(worker.info()).version();
    }
  }

  private static Path onlyFolder(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      List<Path> folders = children.filter(Files::isDirectory).toList();
      assertThat(folders).hasSize(1);
      return folders.getFirst();
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void measuresRuns(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession a = open(worker, sum());
      RuntimeSession b = open(worker, sum());
      Map<String, sinter.ir.tensor.Datum> feeds =
          Map.of("x", Tensor.splat(DType.F32, List.of(1000L), 1));
      List<Timing> timings = new ArrayList<>();
      timings.add(ok(a.time(feeds, 3)));
      timings.add(ok(b.time(feeds, 3)));
      timings.add(ok(a.timeAgain(3)));
      timings.add(ok(b.timeAgain(3)));
      for (Timing timing : timings) {
        assertThat(timing.wall()).hasSize(3).allMatch(nanos -> nanos > 0);
        assertThat(timing.cpu()).hasSize(3).allMatch(nanos -> nanos > 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void writesTheModelAsTheRuntimeRewroteIt(String set, @TempDir Path folder) throws IOException {
    Path dump = folder.resolve("optimized.onnx");
    try (OrtWorker worker = Installed.worker(set)) {
      SessionSpec spec = SessionSpec.of(sum().segment()).with(Optimization.EXTENDED).withDump(dump);
      ok(worker.open(spec)).close();
      assertThat(Files.size(dump)).isPositive();
      ok(worker.open(SessionSpec.of(dump))).close();
    }
  }

  private static TinyModel sum() {
    return new TinyModel(16)
        .input("x", TinyModel.tensor(DType.F32, -1))
        .output("y", TinyModel.tensor(DType.F32, -1))
        .node("Add", "x x", "s")
        .node("Identity", "s", "t")
        .node("Mul", "t t", "y");
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void endsWithItsParent(String set) throws Exception {
    Installed.set(set);
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    for (String property : List.of("sinter.home", CACHE)) {
      command.add("-D" + property + "=" + System.getProperty(property, ""));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Orphan.class.getName(), set));
    Process parent = new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
    try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
      ProcessHandle worker = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
      parent.destroyForcibly();
      worker.onExit().orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(worker.isAlive()).isFalse();
    }
  }

  /** A program that starts a worker, prints its process number and waits for its own end. */
  static final class Orphan {
    private Orphan() {}

    public static void main(String[] arguments) throws IOException {
      OrtWorker worker = Installed.worker(arguments[0]);
      System.out.println(worker.pid().orElseThrow());
      System.out.flush();
      while (System.in.read() >= 0) {
        System.out.flush();
      }
    }
  }
}
