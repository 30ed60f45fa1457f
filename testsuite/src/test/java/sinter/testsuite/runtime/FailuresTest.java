package sinter.testsuite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.testsuite.runtime.Installed.LIMIT;
import static sinter.testsuite.runtime.Installed.failed;
import static sinter.testsuite.runtime.Installed.ok;
import static sinter.testsuite.runtime.Installed.open;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.RuntimeSet;
import sinter.backend.onnx.SessionSpec;
import sinter.ir.diag.CompilerBug;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * Whatever happens to a worker or inside it is an outcome, and the next request finds a worker that works.
 */
class FailuresTest {
  private static final String HOME = "sinter.home";
  private static final String NAMES = "sinter.testsuite.runtime.Installed#names";

  @ParameterizedTest
  @MethodSource(NAMES)
  void modelsThatTheRuntimeRefuses(String set) {
    TinyModel unknown =
        new TinyModel(16)
            .input("x", TinyModel.tensor(DType.F32))
            .output("y", TinyModel.tensor(DType.F32))
            .node("NoSuchOperator", "x", "y");
    try (OrtWorker worker = Installed.worker(set)) {
      var refused = failed(FailureKind.REFUSED, worker.open(SessionSpec.of(unknown.segment())));
      assertThat(refused.message()).contains("NoSuchOperator");
      failed(
          FailureKind.REFUSED,
          worker.open(SessionSpec.of(MemorySegment.ofArray(new byte[] {1, 2, 3}))));
      failed(FailureKind.REFUSED, worker.open(SessionSpec.of(Path.of("no", "such", "file.onnx"))));
      assertThat(negated(worker)).isEqualTo(-2);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void feedsThatTheRuntimeRefuses(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession session = open(worker, negation());
      failed(FailureKind.REFUSED, session.run(Map.of(), List.of()));
      failed(FailureKind.REFUSED, session.run(Map.of("x", Tensor.scalar(DType.I64, 1)), List.of()));
      failed(
          FailureKind.REFUSED,
          session.run(Map.of("x", Tensor.scalar(DType.F32, 1)), List.of("absent")));
      failed(
          FailureKind.UNSUPPORTED_VALUE,
          session.run(Map.of("x", new Datum.Sequence(List.of())), List.of()));
      assertThat(negated(session)).isEqualTo(-2);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void aRunThatNeverEnds(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      long first = worker.pid().orElseThrow();
      RuntimeSession session = open(worker, endless()).limitedTo(Duration.ofMillis(300));
      var late = failed(FailureKind.TIMED_OUT, session.run(Map.of(), List.of()));
      assertThat(late.message()).contains("0.3 s");
      failed(FailureKind.TIMED_OUT, session.run(Map.of(), List.of()));
      assertThat(negated(worker)).isEqualTo(-2);
      assertThat(worker.pid()).isNotEmpty().isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void aWorkerKilledWhileItRuns(String set) throws IOException {
    for (String signal : List.of("-KILL", "-SEGV")) {
      try (OrtWorker worker = Installed.worker(set)) {
        long pid = worker.pid().orElseThrow();
        RuntimeSession session = open(worker, endless());
        var run = CompletableFuture.supplyAsync(() -> session.run(Map.of(), List.of()));
        new ProcessBuilder("kill", signal, Long.toString(pid)).start();
        var crashed = failed(FailureKind.CRASHED, run.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(crashed.message()).contains("SIG" + signal.substring(1));
        assertThat(crashed.log()).doesNotContain("fatal error", "#");
        assertThat(negated(worker)).isEqualTo(-2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void tensorsThatFitIntoNoMemory(String set) {
    TinyModel model =
        new TinyModel(16)
            .input("shape", TinyModel.tensor(DType.I64, 1))
            .output("y", TinyModel.tensor(DType.F32, -1))
            .node("ConstantOfShape", "shape", "y");
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession session = open(worker, model);
      Tensor shape = Tensor.vector(List.of(1L << 45));
      failed(FailureKind.OUT_OF_MEMORY, session.run(Map.of("shape", shape), List.of()));
      assertThat(negated(worker)).isEqualTo(-2);
    }
  }

  @Test
  void runtimesThatAreNotThere() {
    assertThat(failed(FailureKind.REFUSED, RuntimeSet.find("tensorflow")).message())
        .contains("javacpp, microsoft");
    failed(FailureKind.REFUSED, RuntimeSet.find("no-such-file.jar"));
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void reasonsDoNotNameTheSourcesOfTheRuntime(String set) {
    TinyModel early =
        new TinyModel(27)
            .input("x", TinyModel.tensor(DType.F32))
            .output("y", TinyModel.tensor(DType.F32))
            .node("Neg", "x", "y");
    try (OrtWorker worker = Installed.worker(set)) {
      var refused = failed(FailureKind.REFUSED, worker.open(SessionSpec.of(early.segment())));
      assertThat(refused.message())
          .contains("Opset 27 is under development")
          .doesNotContain(".h:")
          .doesNotContain("::")
          .doesNotContain("/onnxruntime");
    }
  }

  @Test
  void runtimesThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no zip");
    assertThat(failed(FailureKind.REFUSED, RuntimeSet.find(broken.toString())).message())
        .contains("cannot be read", "broken.jar");
    try (OrtWorker worker = OrtWorker.start(new RuntimeSet("other", List.of(broken)), LIMIT)) {
      var refused = failed(FailureKind.REFUSED, worker.open(SessionSpec.of(negation().segment())));
      assertThat(refused.message()).contains("cannot be started", "broken.jar");
    }
    String home = System.getProperty(HOME, "");
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/runtime"), "no folder");
    try {
      System.setProperty(HOME, folder.toString());
      assertThat(failed(FailureKind.REFUSED, RuntimeSet.find("javacpp")).message())
          .contains("cannot be read");
      System.setProperty(HOME, folder.resolve("lib").toString());
      assertThat(failed(FailureKind.REFUSED, RuntimeSet.find("javacpp")).message())
          .contains("is not installed");
    } finally {
      System.setProperty(HOME, home);
    }
  }

  @Test
  void whateverGoesWrongAtTheLaunchIsHeardOf() {
    String before = System.getProperty("sinter.cache", "");
    System.setProperty("sinter.cache", "\0");
    try (OrtWorker worker = OrtWorker.start(Installed.set("javacpp"), LIMIT)) {
      SessionSpec spec = SessionSpec.of(negation().segment());
      assertThatThrownBy(() -> worker.open(spec))
          .isInstanceOf(CompilerBug.class)
          .hasMessageContaining("could not be launched");
    } finally {
      System.setProperty("sinter.cache", before);
    }
  }

  @Test
  void aJarThatIsNoRuntime() throws URISyntaxException {
    var source = Test.class.getProtectionDomain().getCodeSource();
    Path jar = Path.of(source.getLocation().toURI());
    try (OrtWorker worker = OrtWorker.start(new RuntimeSet("other", List.of(jar)), LIMIT)) {
      failed(FailureKind.CRASHED, worker.open(SessionSpec.of(negation().segment())));
    }
  }

  private static TinyModel negation() {
    return new TinyModel(16)
        .input("x", TinyModel.tensor(DType.F32))
        .output("y", TinyModel.tensor(DType.F32))
        .node("Neg", "x", "y");
  }

  private static double negated(OrtWorker worker) {
    try (RuntimeSession session = open(worker, negation())) {
      return negated(session);
    }
  }

  private static double negated(RuntimeSession session) {
    Map<String, Datum> results =
        ok(session.run(Map.of("x", Tensor.scalar(DType.F32, 2)), List.of()));
    return results.get("y") instanceof Tensor tensor ? tensor.doubleAt(0) : Double.NaN;
  }

  /** A loop whose condition stays true. */
  private static TinyModel endless() {
    TinyModel body =
        new TinyModel(16)
            .input("i", TinyModel.tensor(DType.I64))
            .input("go", TinyModel.tensor(DType.BOOL))
            .input("v", TinyModel.tensor(DType.F32))
            .output("still", TinyModel.tensor(DType.BOOL))
            .output("w", TinyModel.tensor(DType.F32))
            .node("Identity", "go", "still")
            .node("Neg", "v", "w");
    return new TinyModel(16)
        .initializer(TinyModel.scalar("true", DType.BOOL, (byte) 1))
        .initializer(TinyModel.scalar("one", DType.F32, (byte) 0, (byte) 0, (byte) -128, (byte) 63))
        .output("y", TinyModel.tensor(DType.F32))
        .node("Loop", " true one", "y", TinyModel.body("body", body.graph()));
  }
}
