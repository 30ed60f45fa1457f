package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sinter.frontend.language.LanguageReader;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.op.Const;
import sinter.testsuite.reference.Networks;

/** What the models of programs are called and where they say they come from, and how large programs may be. */
class LoweredModelTest {
  @Test
  void namesSurvive() {
    var program =
        """
        block layer(x: f32[N, C], width: int) {
          param weight: f32[C, width] = he_normal()
          h = x @ weight
          return relu(h)
        }
        model Net() {
          input x: f32[N, 4]
          x = layer(x, 8)
          for i in 0..2 { x = layer(x, 8) named "body.{i}" }
          hidden = layer(layer(x, 8), 8)
          output y = hidden
          output twice = hidden + hidden
        }
        """;
    try (var model = Programs.model(program)) {
      assertThat(names(model, true))
          .containsExactly(
              "x.weight", "body.0.weight", "body.1.weight", "layer.weight", "hidden.weight");
      assertThat(names(model, false)).contains("x.h", "body.0.h", "hidden.h", "y", "twice");
      var body = model.main().body();
      assertThat(body.params()).extracting(Value::name).containsExactly("x");
      assertThat(body.resultValues()).extracting(Value::name).containsExactly("y", "twice");
    }
  }

  private static List<String> names(Model model, boolean constants) {
    var names = new ArrayList<String>();
    for (var n : model.main().body()) {
      for (var r : n.results()) {
        if (r.name() != null && (n.op() instanceof Const) == constants) {
          names.add(r.name());
        }
      }
    }
    return names;
  }

  @Test
  void theGraphIsCalledLikeTheModel() {
    var program = "model First() {\n input x: f32[N]\n output y = x + 1\n}\n";
    try (var model = Programs.model(program)) {
      assertThat(Networks.message(model).getGraph().getName()).isEqualTo("First");
    }
  }

  @Test
  void pathsThatReadTheSameAreTwoParameters() {
    var program =
        """
        block inner(x: f32[N, C]) {
          param w: f32[C, C] = he_normal()
          return x @ w
        }
        block outer(x: f32[N, C]) { return inner(x) named "0" }
        model Net() {
          input x: f32[N, 4]
          a = outer(x) named "s"
          b = inner(x) named "s.0"
          output y = a - b
        }
        """;
    try (var model = Programs.model(program)) {
      assertThat(names(model, true)).contains("s.0.w", "s.0.w_2");
    }
  }

  @Test
  void theOpsetIsTheLowestThatHasTheOps() {
    try (var plain = Programs.model("model N() { input x: f32[N]; output y = relu(x) }");
        var gelu = Programs.model("model N() { input x: f32[N]; output y = op.gelu(x) }")) {
      assertThat(plain.opset("")).isEqualTo(17);
      assertThat(plain.irVersion()).isEqualTo(8);
      assertThat(gelu.opset("")).isEqualTo(20);
      assertThat(gelu.irVersion()).isEqualTo(9);
    }
  }

  @Test
  void nodesKnowTheirPlaceAndTheirHints() {
    var program =
        """
        model Net() {
          input x: f32[N, 3, 8, 8]
          @prune(0.3)
          @keep(float)
          x = conv2d(x, 4)
          output y = relu(x)
        }
        """;
    try (var model = Programs.model(program)) {
      var hints = new HashMap<String, List<String>>();
      for (Node n : model.main().body()) {
        if (n.facts().get(Fact.Hints.class) instanceof Fact.Hints(var all)) {
          hints.put(n.op().getClass().getSimpleName(), all);
        }
      }
      assertThat(hints)
          .containsOnlyKeys("Conv")
          .containsEntry("Conv", List.of("prune(0.3)", "keep(float)"));
      var relu = Objects.requireNonNull(model.main().body().result(0).def());
      assertThat(relu.loc())
          .isInstanceOfSatisfying(
              Loc.Span.class,
              at -> {
                assertThat(at.line()).isEqualTo(6);
                assertThat(at.source().name()).isEqualTo("net.sinter");
              });
    }
  }

  @Test
  void aLongProgramLowersNodeByNode() {
    var program =
        """
        model Deep(layers: int = 1000) {
          input x: f32[N, 8]
          for i in 0..layers { x = relu(x + 1) }
          output y = x
        }
        """;
    try (var model = Programs.model(program)) {
      assertThat(count(model)).isEqualTo(2000);
    }
  }

  private static long count(Model model) {
    return model.allNodes().stream().filter(n -> !(n.op() instanceof Const)).count();
  }

  /** Expressions as deep as they may be are evaluated, deeper ones are a mistake and no crash. */
  @Test
  void expressionsNestUpToABound() {
    for (var deep :
        List.of("x" + " + x".repeat(598), "-".repeat(599) + "x", "x" + " |> relu".repeat(299))) {
      assertThat(
              Programs.model("model Net {\n  input x: f32[N]\n  output y = " + deep + "\n}\n")
                  .main()
                  .body()
                  .size())
          .isGreaterThanOrEqualTo(299);
    }
    for (int count : new int[] {600, 100_000}) {
      for (var deep :
          List.of(
              "x" + " + x".repeat(count), "-".repeat(count) + "x", "1" + " ** 1".repeat(count))) {
        var diagnostics = new Diagnostics();
        var program = "model Net {\n  input x: f32[N]\n  output y = " + deep + "\n}\n";
        var options = Programs.closed(Map.of());
        assertThat(
                LanguageReader.read(new Source("net.sinter", program), null, options, diagnostics))
            .isNull();
        assertThat(diagnostics.all()).hasSize(1);
        assertThat(diagnostics.all().getFirst().message()).contains("nest");
      }
    }
  }

  @Test
  void manyValuesOfOneNameAreNumberedQuickly() {
    try (var model =
        Programs.model(
            "model Net {\n  input x: f32[N]\n  for i in 0..100000 { x = relu(x) }\n  output y = x\n}\n")) {
      var names = model.allNodes().stream().map(n -> String.valueOf(n.result().name())).toList();
      assertThat(names).hasSize(100_000).doesNotHaveDuplicates().contains("x_2", "x_99999");
    }
  }
}
