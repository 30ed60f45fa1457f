package sinter.testsuite.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.runtime.TinyModel.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.compare.Binding;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.InputSpec;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.compiler.compare.VerifyReport;
import sinter.compiler.compare.VerifyStatus;
import sinter.ir.Model;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.testsuite.runtime.Installed;
import sinter.testsuite.runtime.TinyModel;

/** Verdicts over whole models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EquivalenceTest {
  @TempDir Path folder;
  private OrtWorker worker;
  private int files;

  EquivalenceTest() {
    worker = OrtWorker.lazy(new RuntimeSet("none", List.of()), Duration.ofSeconds(1));
  }

  @BeforeAll
  void start() {
    worker = Installed.worker(RuntimeSet.DEFAULT);
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  private Subject subject(TinyModel model) {
    Path file = folder.resolve("model" + files++ + ".onnx");
    try {
      Files.write(file, model.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Subjects.read(file);
  }

  private VerifyReport compare(TinyModel reference, TinyModel candidate) {
    return compare(reference, candidate, VerifyOptions.DEFAULTS);
  }

  private VerifyReport compare(TinyModel reference, TinyModel candidate, VerifyOptions options) {
    Subject first = subject(reference);
    Subject second = subject(candidate);
    try (Model _ = first.model();
        Model _ = second.model()) {
      return new Equivalence(worker, options).compare(first, second);
    }
  }

  private static TinyModel floats() {
    return new TinyModel(16)
        .input("x", tensor(DType.F32, 2, 8))
        .output("y", tensor(DType.F32, 2, 8));
  }

  private static TinyModel scaled(double factor) {
    return floats().initializer(TinyModel.floats("c", factor)).node("Mul", "x c", "y");
  }

  @Test
  void differentFormsOfOneFunctionAreEqual() {
    VerifyReport report = compare(scaled(2), floats().node("Add", "x x", "y"));
    assertThat(report.status()).as(report.reason()).isEqualTo(VerifyStatus.EQUAL);
    assertThat(report.cases()).isGreaterThanOrEqualTo(2);
    assertThat(report.reason()).isNull();
    assertThat(report.optimizerDifference()).isNull();
  }

  @Test
  void aFactorThatIsOffIsDifferent() {
    VerifyReport report = compare(scaled(2), scaled(2.001));
    assertThat(report.status()).isEqualTo(VerifyStatus.DIFFERENT);
    assertThat(report.reason()).contains("output 'y'").contains("seed");
    VerifyReport measured = compare(scaled(2), scaled(2.001), VerifyOptions.DEFAULTS.measuring());
    assertThat(measured.status()).isEqualTo(VerifyStatus.MEASURED);
    assertThat(measured.sqnrDb()).isBetween(60.0, 70.0);
  }

  @Test
  void theReportIsTheSameForTheSameSeed() {
    VerifyReport once = compare(scaled(2), scaled(2.001));
    VerifyReport again = compare(scaled(2), scaled(2.001));
    assertThat(again.maxAbsError()).isEqualTo(once.maxAbsError());
    VerifyReport other = compare(scaled(2), scaled(2.001), VerifyOptions.DEFAULTS.withSeed(7));
    assertThat(other.maxAbsError()).isNotEqualTo(once.maxAbsError());
  }

  @Test
  void outputsThatAreAlwaysZeroProveNothing() {
    TinyModel zero = floats().node("Sub", "x x", "y");
    VerifyReport report = compare(zero, floats().node("Sub", "x x", "y"));
    assertThat(report.status()).isEqualTo(VerifyStatus.WEAK);
    assertThat(report.reason()).contains("all-zero");
  }

  @Test
  void namedValuesInsideHelpWhereOutputsSayNothing() {
    TinyModel reference = floats().node("Sigmoid", "x", "inside").node("Sub", "inside inside", "y");
    TinyModel same = floats().node("Sigmoid", "x", "inside").node("Sub", "inside inside", "y");
    assertThat(compare(reference, same).status()).isEqualTo(VerifyStatus.EQUAL);
    TinyModel wrong = floats().node("Tanh", "x", "inside").node("Sub", "inside inside", "y");
    VerifyReport report = compare(reference, wrong);
    assertThat(report.status()).isEqualTo(VerifyStatus.DIFFERENT);
    assertThat(report.reason()).contains("'inside'");
  }

  @Test
  void aStepThatRoundingDecidesIsNoBug() {
    TinyModel reference =
        floats()
            .initializer(TinyModel.floats("a", 1000.3))
            .initializer(TinyModel.floats("b", 3000.7))
            .node("Mul", "x a", "xa")
            .node("Mul", "xa b", "xab")
            .node("Floor", "xab", "y");
    TinyModel fused =
        floats()
            .initializer(TinyModel.floats("ab", (float) (1000.3 * 3000.7)))
            .node("Mul", "x ab", "xab")
            .node("Floor", "xab", "y");
    VerifyReport report = compare(reference, fused);
    assertThat(report.status()).as(report.reason()).isNotEqualTo(VerifyStatus.DIFFERENT);
  }

  @Test
  void aStepThatIsElsewhereIsABug() {
    TinyModel reference = floats().node("Floor", "x", "y");
    TinyModel shifted =
        floats()
            .initializer(TinyModel.floats("c", 0.25))
            .node("Add", "x c", "s")
            .node("Floor", "s", "y");
    assertThat(compare(reference, shifted).status()).isEqualTo(VerifyStatus.DIFFERENT);
  }

  @Test
  void indicesStayWithinTheTable() {
    TinyModel model =
        new TinyModel(16)
            .input("ids", tensor(DType.I64, -1, 3))
            .output("y", tensor(DType.F32, -1, 3, 2))
            .initializer(
                TinyModel.floats("table", new long[] {5, 2}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
            .node("Gather", "table ids", "y");
    VerifyReport report = compare(model, model);
    assertThat(report.status()).as(report.reason()).isEqualTo(VerifyStatus.EQUAL);
    assertThat(valuesOf("N", report)).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void bindingsAreThoseOnWhichTheModelRuns() {
    TinyModel model =
        new TinyModel(16)
            .input("x", tensor(DType.F32, 1, -1))
            .output("y", tensor(DType.F32, -1, 24))
            .initializer(TinyModel.longs("shape", -1, 24))
            .node("Reshape", "x shape", "y");
    VerifyReport report = compare(model, model);
    assertThat(report.status()).as(report.reason()).isEqualTo(VerifyStatus.EQUAL);
    assertThat(valuesOf("N", report)).hasSizeGreaterThanOrEqualTo(2).allMatch(n -> n % 24 == 0);
  }

  @Test
  void theUsersWordOnInputsCounts() {
    TinyModel model =
        new TinyModel(16)
            .input("n", tensor(DType.I64, 4))
            .output("y", tensor(DType.I64, 4))
            .node("Identity", "n", "y");
    TinyModel capped =
        new TinyModel(16)
            .input("n", tensor(DType.I64, 4))
            .output("y", tensor(DType.I64, 4))
            .initializer(TinyModel.longs("cap", 300))
            .node("Min", "n cap", "y");
    assertThat(compare(model, capped).status()).isEqualTo(VerifyStatus.EQUAL);
    Map<String, InputSpec> specs = Map.ofEntries(InputSpec.parse("n=int[0,1000)"));
    VerifyOptions options =
        new VerifyOptions(2, 0, specs, Map.of(), Assumptions.NONE, 1, List.of(), true, false);
    assertThat(compare(model, capped, options).status()).isEqualTo(VerifyStatus.DIFFERENT);
  }

  @Test
  void whatTheRuntimeDoesNotLoad() {
    TinyModel unknown = floats().node("NoSuchOperator", "x", "y");
    assertThat(compare(unknown, unknown).status()).isEqualTo(VerifyStatus.SKIPPED);
    VerifyReport report = compare(scaled(2), unknown);
    assertThat(report.status()).isEqualTo(VerifyStatus.DIFFERENT);
    assertThat(report.reason()).contains("NoSuchOperator");
  }

  @Test
  void anOutputThatIsGone() {
    TinyModel two = scaled(2).output("z", tensor(DType.F32, 2, 8)).node("Neg", "x", "z");
    VerifyReport report = compare(two, scaled(2));
    assertThat(report.status()).isEqualTo(VerifyStatus.DIFFERENT);
    assertThat(report.reason()).contains("output 'z'").contains("missing");
  }

  /** x · (1 + 0.0008) where |x| < 4, or x. */
  private static TinyModel nearlyTheInput(boolean wrong) {
    var model = floats().initializer(TinyModel.floats("four", 4));
    return model
        .initializer(TinyModel.floats("off", wrong ? 0.0008 : 0))
        .node("Abs", "x", "size")
        .node("Less", "size four", "near")
        .node("Cast", "near", "is", TinyModel.integer("to", DType.F32.onnx()))
        .node("Mul", "is off", "excess")
        .node("Mul", "x excess", "more")
        .node("Add", "x more", "y");
  }

  private static TinyModel withSmallOutput(TinyModel model) {
    return model
        .initializer(TinyModel.floats("tiny", 1e-5))
        .output("z", tensor(DType.F32, 2, 8))
        .node("Mul", "x tiny", "z");
  }

  @Test
  void anOutputNearZeroHidesNoOther() {
    TinyModel reference = withSmallOutput(nearlyTheInput(false));
    VerifyReport report = compare(reference, withSmallOutput(nearlyTheInput(true)));
    assertThat(report.status()).isEqualTo(VerifyStatus.DIFFERENT);
    assertThat(report.reason()).contains("output 'y'");
    assertThat(compare(reference, reference).status()).isEqualTo(VerifyStatus.EQUAL);
  }

  @Test
  void outputsThatNeverTellAreNamed() {
    TinyModel asleep =
        scaled(2)
            .initializer(TinyModel.floats("far", 1e6))
            .output("z", tensor(DType.F32, 2, 8))
            .node("Sub", "x far", "below")
            .node("Relu", "below", "z");
    VerifyReport report = compare(asleep, asleep);
    assertThat(report.status()).isEqualTo(VerifyStatus.EQUAL);
    assertThat(report.untold()).containsExactly("z");
    TinyModel other =
        scaled(2)
            .initializer(TinyModel.floats("far", 1e5))
            .output("z", tensor(DType.F32, 2, 8))
            .node("Sub", "x far", "below")
            .node("Relu", "below", "z");
    assertThat(compare(asleep, other).reason()).contains("'below'");
  }

  private static TinyModel cast(DType dtype, String... clip) {
    var model =
        new TinyModel(16)
            .input("pixels", tensor(dtype, 2, 8))
            .output("y", tensor(DType.F32, 2, 8))
            .initializer(TinyModel.floats("c", 0.25))
            .node("Cast", "pixels", "f", TinyModel.integer("to", DType.F32.onnx()));
    return clip.length == 0
        ? model.node("Mul", "f c", "y")
        : model.node(clip[0], "f", "g").node("Mul", "g c", "y");
  }

  /** Numbers that nothing is known of are no masks alone: they may be pixels, or negative. */
  @Test
  void wideIntegersAreTried() {
    for (DType dtype : List.of(DType.I16, DType.I32, DType.I64)) {
      assertThat(compare(cast(dtype), cast(dtype)).status()).isEqualTo(VerifyStatus.EQUAL);
      assertThat(compare(cast(dtype), cast(dtype, "Relu")).status())
          .isEqualTo(VerifyStatus.DIFFERENT);
      assertThat(compare(cast(dtype), cast(dtype, "Sign")).status())
          .isEqualTo(VerifyStatus.DIFFERENT);
    }
  }

  @Test
  void aSizeThatCannotChangeIsSaid() {
    TinyModel model =
        new TinyModel(16)
            .input("x", tensor(DType.F32, -1, 8))
            .output("y", tensor(DType.F32, 1, 8))
            .initializer(TinyModel.longs("shape", 1, 8))
            .node("Reshape", "x shape", "y");
    VerifyReport report = compare(model, model);
    assertThat(report.status()).isEqualTo(VerifyStatus.PARTIAL);
    assertThat(report.reason()).contains("the model runs only at", "=1");
  }

  private static Set<Long> valuesOf(String symbol, VerifyReport report) {
    return report.bindings().stream()
        .map(Binding::values)
        .map(values -> values.getOrDefault(symbol, 0L))
        .collect(Collectors.toSet());
  }
}
