package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Models of the compiler run as they are, in double precision. */
class NetworksTest {
  private static Model read(String text) {
    var diagnostics = new Diagnostics();
    var model = new TextReader(null, diagnostics).read(new Source("networks", text));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).isEmpty();
    return Objects.requireNonNull(model);
  }

  private static final String AFFINE =
      """
      model ir 10 opset 21 opset "own" 1

      function own::Twice opset 21 (%a: ?) -> (%b) {
        %b = add(%a, %a)
      }

      graph @affine (%x: f32[N, 2], %tiny: f32[]) -> (%y, %z) {
        %w = const [1.0, 2.0, 3.0, 0.5] : f32[2, 2]
        %p = mat_mul(%x, %w)
        %y = own::Twice@1(%p)
        %s = add(%y, %tiny)
        %z = sub(%s, %y)
      }
      """;

  @Test
  void aModelOfTypedOpsRunsOftenAndStaysAsItIs() {
    try (var model = read(AFFINE)) {
      var before = model.allNodes().stream().map(n -> n.op()).toList();
      var network = Networks.of(model);
      for (double v : List.of(1.0, -3.0)) {
        var out =
            network.run(
                Map.of(
                    "x", Datum.Array.reals(DataType.FLOAT, new long[] {1, 2}, v, 2 * v),
                    "tiny", Datum.Array.reals(DataType.FLOAT, new long[0], 1e-13)));
        assertThat(out.keySet()).containsExactly("y", "z");
        assertThat(array(out, "y").shape()).containsExactly(1, 2);
        assertThat(array(out, "y").reals()).containsExactly(14 * v, 6 * v);
        assertThat(Arrays.stream(array(out, "z").reals())).allMatch(d -> d > 0 && d < 2e-13);
      }
      assertThat(model.allNodes().stream().map(n -> n.op())).isEqualTo(before);
    }
  }

  private static Datum.Array array(Map<String, Datum> values, String name) {
    return (Datum.Array) Objects.requireNonNull(values.get(name));
  }

  @Test
  void regionsSeeWhatIsAroundThem() {
    var text =
        """
        model ir 10 opset 21

        graph @powers (%n: i64[], %x: f32[K]) -> (%last, %all) {
          %yes = const [true] : bool[]
          %last, %all = loop(%n, %yes, %x)
              region (%i: i64[], %go: bool[], %state: f32[K]) -> (%go, %next, %next) {
                %next = mul(%state, %x)
              }
        }
        """;
    try (var model = read(text)) {
      var inputs =
          Map.<String, Datum>of(
              "n", Datum.Array.integers(DataType.INT64, new long[0], 3),
              "x", Datum.Array.reals(DataType.FLOAT, new long[] {2}, 2, 3));
      var out = Networks.run(model, inputs);
      assertThat(array(out, "last").reals()).containsExactly(16, 81);
      assertThat(array(out, "all").shape()).containsExactly(3, 2);
      assertThat(array(out, "all").reals()).containsExactly(4, 9, 8, 27, 16, 81);
    }
  }

  @Test
  void aLoopMayCarryNothing() {
    var text =
        """
        model ir 10 opset 21

        graph @squares (%n: i64[]) -> (%all) {
          %all = loop(%n)
              region (%i: i64[], %go: bool[]) -> (%go, %s) {
                %s = mul(%i, %i)
              }
        }
        """;
    try (var model = read(text)) {
      var out = Networks.run(model, Map.of("n", Datum.Array.scalar(DataType.INT64, 4)));
      assertThat(array(out, "all").integers()).containsExactly(0, 1, 4, 9);
    }
  }

  @Test
  void inputsAreDrawnForABinding() {
    try (var model = read(AFFINE)) {
      var drawn = Networks.inputs(model, Map.of("N", 5L), 1);
      assertThat(array(drawn, "x").shape()).containsExactly(5, 2);
      assertThat(Arrays.stream(array(drawn, "x").reals()))
          .allMatch(v -> DataType.FLOAT.round(v) == v && Math.abs(v) <= 1);
      assertThat(array(drawn, "x").reals())
          .isEqualTo(array(Networks.inputs(model, Map.of("N", 5L), 1), "x").reals())
          .isNotEqualTo(array(Networks.inputs(model, Map.of("N", 5L), 2), "x").reals());
      assertThatThrownBy(() -> Networks.inputs(model, Map.of(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no extent for a symbol of input x, f32[N, 2]");
    }
  }

  @Test
  void tensorsOfEveryTypeCrossBothWays() {
    for (var dtype : DType.values()) {
      if (dtype == DType.STRING || dtype.kind() == DType.Kind.COMPLEX) {
        continue;
      }
      var given = Tensor.ofDoubles(dtype, List.of(3L), 1, 0, 1);
      var array = (Datum.Array) Networks.datum(given);
      assertThat(array.reals()).as("%s", dtype).isEqualTo(given.doubles());
      assertThat(Networks.tensor(array).doubles()).as("%s", dtype).isEqualTo(given.doubles());
    }
    var texts = Datum.Array.texts(new long[] {2}, "a", "ß");
    assertThat(((Datum.Array) Networks.datum(Networks.tensor(texts))).texts())
        .containsExactly("a", "ß");
    var splat = (Datum.Array) Networks.datum(Tensor.splat(DType.F16, List.of(2L, 2L), 0.5));
    assertThat(splat.reals()).containsExactly(0.5, 0.5, 0.5, 0.5);
  }

  @Test
  void compoundValuesCross() {
    var one = Tensor.scalar(7);
    var sequence =
        (Datum.Sequence) Networks.datum(new sinter.ir.tensor.Datum.Sequence(List.of(one, one)));
    assertThat(sequence.items()).hasSize(2);
    var absent = (Datum.Option) Networks.datum(new sinter.ir.tensor.Datum.Maybe(null));
    assertThat(absent.value()).isNull();
  }
}
