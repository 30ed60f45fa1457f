package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.language.ast.Declaration.Weights.Order;
import sinter.frontend.language.weights.Rename;
import sinter.frontend.language.weights.WeightSource;
import sinter.frontend.language.weights.Weights;
import sinter.frontend.language.weights.Weights.Given;
import sinter.frontend.language.weights.Weights.Wanted;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Which tensor of a file becomes which parameter, and what is told when some do not fit. */
class WeightsTest {
  private static final Loc HERE = new Loc.Span(new Source("crnn.sinter", "text"), 1, 1, 4);

  @TempDir private Path folder;
  private final WeightStore store = new WeightStore();
  private final Diagnostics diagnostics = new Diagnostics();

  @AfterEach
  void close() {
    store.release();
  }

  private static Tensor tensor(double first, long... dims) {
    var type = TensorType.of(DType.F32, dims);
    int size = (int) type.shape().elements().constant();
    return Tensor.ofDoubles(
        DType.F32,
        type.shape().longs(),
        IntStream.range(0, size).mapToDouble(i -> first + i).toArray());
  }

  private Given file(Map<String, Tensor> tensors, Order order, Rename... renames)
      throws IOException {
    var path =
        WeightFiles.safetensors(
            Files.createTempDirectory(folder, "w").resolve("w.safetensors"), tensors);
    return new Given(WeightSource.open(path, store, diagnostics), List.of(renames), order, HERE);
  }

  private static Wanted wanted(String name, boolean hasInitial, long... dims) {
    return new Wanted(name, TensorType.of(DType.F32, dims), hasInitial, HERE);
  }

  private List<String> told() {
    var told = new ArrayList<String>();
    for (var d : diagnostics.all()) {
      var notes = d.notes().stream().map(Diagnostic.Note::message).toList();
      told.add(
          d.severity().text()
              + " "
              + d.code().id()
              + ": "
              + d.message()
              + (notes.isEmpty() ? "" : " | " + String.join(" | ", notes)));
    }
    return told;
  }

  private static double[] doubles(Map<String, Tensor> found, String name) {
    return Objects.requireNonNull(found.get(name), name).doubles();
  }

  private static Map<String, Tensor> tensors(Object... pairs) {
    var map = new LinkedHashMap<String, Tensor>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Tensor) pairs[i + 1]);
    }
    return map;
  }

  @Test
  void starsStandForWhatIsBetween() {
    assertThat(renamed("rnn.0.*", "lstm.*", "rnn.0.weight.x")).isEqualTo("lstm.weight.x");
    assertThat(renamed("rnn.0.*", "lstm.*", "rnn.1.weight")).isEqualTo("rnn.1.weight");
    assertThat(renamed("*.layers.*.w", "*.block_*.weight", "enc.layers.12.w"))
        .isEqualTo("enc.block_12.weight");
    assertThat(renamed("*", "net.*", "a")).isEqualTo("net.a");
    assertThat(renamed("a*a", "*", "a")).isEqualTo("a");
    assertThat(renamed("a*a", "x*", "aa")).isEqualTo("x");
    assertThat(renamed("*.b*.c", "*-*", "a.b.b.c")).isEqualTo("a-.b");
    assertThat(renamed("exact", "other", "exact")).isEqualTo("other");
    assertThat(renamed("exact", "other", "exactly")).isEqualTo("exactly");
    assertThatThrownBy(() -> Rename.of("a*", "b", HERE))
        .isInstanceOf(InputError.class)
        .hasMessageContaining("a* and b do not have equally many stars");
  }

  /** The name under which a parameter takes the only tensor of a file, {@code name}, after the renaming. */
  private String renamed(String from, String to, String name) {
    var own = new Diagnostics();
    try {
      var given = file(tensors(name, tensor(0, 1)), Order.NAME, Rename.of(from, to, HERE));
      Weights.assign(List.of(), List.of(given), own);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    var message = own.all().getLast().message();
    var listed = message.substring(message.indexOf(": ") + 2);
    int here = listed.indexOf(" (here ");
    return here < 0 ? listed : listed.substring(here + 7, listed.length() - 1);
  }

  @Test
  void tensorsAreTakenByName() throws IOException {
    var given =
        file(
            tensors("rnn.0.w", tensor(1, 2, 2), "b", tensor(9, 2)),
            Order.NAME,
            Rename.of("rnn.0.*", "lstm.*", HERE));
    var found =
        Weights.assign(
            List.of(wanted("lstm.w", true, 2, 2), wanted("b", false, 2)),
            List.of(given),
            diagnostics);
    assertThat(found.keySet()).containsExactlyInAnyOrder("lstm.w", "b");
    assertThat(doubles(found, "lstm.w")).containsExactly(1, 2, 3, 4);
    assertThat(doubles(found, "b")).containsExactly(9, 10);
    assertThat(found.get("b")).isInstanceOf(Tensor.Mapped.class);
    assertThat(told()).isEmpty();
  }

  @Test
  void tensorsAreTakenByOrder() throws IOException {
    var given = file(tensors("z", tensor(1, 2), "a", tensor(5, 3), "c", tensor(0, 1)), Order.FILE);
    var found =
        Weights.assign(
            List.of(wanted("first", false, 2), wanted("second", false, 3)),
            List.of(given),
            diagnostics);
    assertThat(doubles(found, "first")).containsExactly(1, 2);
    assertThat(doubles(found, "second")).containsExactly(5, 6, 7);
    assertThat(told())
        .containsExactly(
            "warning unmatched-weights: 1 tensor of w.safetensors has no parameter: c");
  }

  @Test
  void aFileTakenByOrderGoesOnWhereTheOneBeforeEnded() throws IOException {
    var named = file(tensors("third", tensor(9, 1)), Order.NAME);
    var one = file(tensors("z", tensor(1, 1), "y", tensor(2, 1)), Order.FILE);
    var two = file(tensors("c", tensor(3, 1), "b", tensor(4, 1), "a", tensor(5, 1)), Order.FILE);
    var found =
        Weights.assign(
            List.of(
                wanted("first", false, 1),
                wanted("second", false, 1),
                wanted("third", false, 1),
                wanted("fourth", false, 1)),
            List.of(named, one, two),
            diagnostics);
    assertThat(doubles(found, "first")).containsExactly(1);
    assertThat(doubles(found, "second")).containsExactly(2);
    assertThat(doubles(found, "third")).containsExactly(9);
    assertThat(doubles(found, "fourth")).containsExactly(4);
    assertThat(told())
        .containsExactly(
            "warning unmatched-weights: 1 tensor of w.safetensors has no parameter: a");
  }

  @Test
  void anEarlierFileGoesFirst() throws IOException {
    var first = file(tensors("a", tensor(1, 1)), Order.NAME);
    var second =
        new Given(
            WeightSource.open(
                WeightFiles.npz(
                    folder.resolve("x.npz"), tensors("a", tensor(5, 1), "b", tensor(6, 1)), true),
                store,
                diagnostics),
            List.of(),
            Order.NAME,
            HERE);
    var found =
        Weights.assign(
            List.of(wanted("a", false, 1), wanted("b", false, 1)),
            List.of(first, second),
            diagnostics);
    assertThat(doubles(found, "a")).containsExactly(1);
    assertThat(doubles(found, "b")).containsExactly(6);
    assertThat(told()).isEmpty();
  }

  @Test
  void floatsAreConvertedAndOtherKindsRefused() throws IOException {
    var given = file(tensors("a", tensor(1, 2), "b", tensor(1, 2)), Order.NAME);
    var half = new Wanted("a", TensorType.of(DType.F16, 2), false, HERE);
    var whole = new Wanted("b", TensorType.of(DType.I64, 2), false, HERE);
    var found = Weights.assign(List.of(half, whole), List.of(given), diagnostics);
    assertThat(Objects.requireNonNull(found.get("a")).dtype()).isEqualTo(DType.F16);
    assertThat(doubles(found, "a")).containsExactly(1, 2);
    assertThat(found).doesNotContainKey("b");
    assertThat(told())
        .containsExactly(
            "error dtype-mismatch: parameter b is i64[2], but w.safetensors holds f32[2]");
  }

  @Test
  void elementsThatTheParameterCannotHoldAreRefused() throws IOException {
    var given = file(tensors("a", tensor(65503, 2), "b", tensor(65520, 2)), Order.NAME);
    var fits = new Wanted("a", TensorType.of(DType.F16, 2), false, HERE);
    var infinite = new Wanted("b", TensorType.of(DType.F16, 2), false, HERE);
    var found = Weights.assign(List.of(fits, infinite), List.of(given), diagnostics);
    assertThat(found).containsOnlyKeys("a");
    assertThat(told())
        .containsExactly(
            "error dtype-mismatch: parameter b is f16[2], in which 65520.0 of b in w.safetensors is infinite");
  }

  @Test
  void everythingThatDoesNotFitIsToldAtOnce() throws IOException {
    var given =
        file(
            tensors(
                "stem.weight", tensor(0, 3, 2), "head.weigth", tensor(0, 4), "extra", tensor(0, 1)),
            Order.NAME,
            Rename.of("body.*", "trunk.*", HERE));
    var found =
        Weights.assign(
            List.of(
                wanted("stem.weight", false, 2, 3),
                wanted("head.weight", false, 4),
                wanted("head.bias", true, 4)),
            List.of(given),
            diagnostics);
    assertThat(found).isEmpty();
    assertThat(told())
        .containsExactly(
            "error shape-mismatch: parameter stem.weight is f32[2, 3], but w.safetensors holds"
                + " f32[3, 2] | the last two extents are swapped",
            "warning unmatched-weights: no tensor of w.safetensors is called like the left side of"
                + " \"body.*\" -> \"trunk.*\"",
            "warning unmatched-weights: 2 tensors of w.safetensors have no parameter: head.weigth,"
                + " extra",
            "error unmatched-weights: no tensor of w.safetensors is called head.weight | did you mean"
                + " head.weigth?",
            "warning unmatched-weights: 1 parameter not in w.safetensors keeps its initial value:"
                + " head.bias");
  }

  @Test
  void twoTensorsForOneParameterAreAnError() throws IOException {
    var given =
        file(
            tensors("w", tensor(0, 1), "old.w", tensor(1, 1)),
            Order.NAME,
            Rename.of("old.*", "*", HERE));
    Weights.assign(List.of(wanted("w", false, 1)), List.of(given), diagnostics);
    assertThat(told())
        .containsExactly(
            "error unmatched-weights: w and old.w of w.safetensors are both meant for w");
  }

  @Test
  void manyMissingParametersAreSummedUp() {
    var many = IntStream.range(0, 30).mapToObj(i -> wanted("p" + i, false, 1)).toList();
    Weights.assign(many, List.of(), diagnostics);
    assertThat(told()).hasSize(9);
    assertThat(told().getFirst())
        .isEqualTo(
            "error unmatched-weights: parameter p0 has no initial value, and no file of weights is"
                + " given | give it one, such as '= he_normal()', or name a file with --weights");
    assertThat(told().getLast())
        .isEqualTo(
            "error unmatched-weights: 22 parameters more have no tensor: p8, p9, p10, p11, p12, p13,"
                + " p14, p15, …");
  }
}
