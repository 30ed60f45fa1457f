package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.onnx.Protos.body;
import static sinter.testsuite.onnx.Protos.floats;
import static sinter.testsuite.onnx.Protos.graph;
import static sinter.testsuite.onnx.Protos.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.NodeProto;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Names after edits: interfaces keep theirs, values keep theirs while they can, new ones are unique. */
class NamesTest {
  @TempDir Path folder;

  private GraphProto edited(GraphProto.Builder graph, Consumer<Model> edit) throws Exception {
    var file = folder.resolve("m.onnx");
    Files.write(file, model(graph).build().toByteArray());
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      edit.accept(model);
      return RoundTrip.parse(OnnxWriter.bytes(model)).getGraph();
    }
  }

  private static sinter.ir.Node node(Block block, int index) {
    var at = block.first();
    for (var i = 0; i < index; i++) at = Objects.requireNonNull(at).next();
    return Objects.requireNonNull(at);
  }

  private static List<String> spelled(GraphProto graph) {
    return graph.getNodeList().stream().map(NamesTest::spelled).toList();
  }

  private static String spelled(NodeProto node) {
    return "%s = %s(%s)"
        .formatted(
            String.join(", ", node.getOutputList()),
            node.getOpType(),
            String.join(", ", node.getInputList()));
  }

  private static GraphProto.Builder chain() {
    return graph(
        List.of("x"),
        List.of("y", "z"),
        Protos.node("Neg", List.of("x"), List.of("a")),
        Protos.node("Identity", List.of("a"), List.of("y")),
        Protos.node("Identity", List.of("x"), List.of("z")));
  }

  @Test
  void aValueTakesTheNameOfItsOutputAndAnInputGetsASecondName() throws Exception {
    var graph =
        edited(
            chain(),
            model -> {
              var body = model.main().body();
              for (var i = 2; i > 0; i--) {
                var identity = node(body, i);
                identity.result().replaceAllUses(identity.in(0));
                identity.erase();
              }
            });
    assertThat(spelled(graph)).containsExactly("y = Neg(x)", "z = Identity(x)");
  }

  @Test
  void oneValueForTwoOutputsGetsASecondName() throws Exception {
    var graph =
        edited(
            chain(),
            model -> {
              var body = model.main().body();
              var z = node(body, 2);
              z.result().replaceAllUses(node(body, 1).result());
              z.erase();
            });
    assertThat(spelled(graph)).containsExactly("a = Neg(x)", "y = Identity(a)", "z = Identity(y)");
  }

  @Test
  void newValuesAndClashesGetUniqueNames() throws Exception {
    var graph =
        edited(
            chain(),
            model -> {
              var body = model.main().body();
              var first = node(body, 0);
              var one = model.node(new Const(Tensor.scalar(1)), List.of(), 1, Loc.UNKNOWN);
              body.insertBefore(one, first);
              var relu = new Foreign("", "Neg", "", 21, Attrs.NONE);
              for (var name : new String[] {"a", "y", "x", null, null}) {
                var copy = model.node(relu, List.of(one.result()), 1, Loc.UNKNOWN);
                copy.result().setName(name);
                body.insertBefore(copy, first);
              }
            });
    assertThat(graph.getInitializer(0).getName()).isEqualTo("constant");
    assertThat(spelled(graph))
        .containsExactly(
            "a = Neg(constant)",
            "y_1 = Neg(constant)",
            "x_1 = Neg(constant)",
            "Neg = Neg(constant)",
            "Neg_1 = Neg(constant)",
            "a_1 = Neg(x)",
            "y = Identity(a_1)",
            "z = Identity(x)");
  }

  @Test
  void anInnerNameYieldsToACapturedOuterOne() throws Exception {
    var then = graph(List.of(), List.of("t"), Protos.node("Neg", List.of("x"), List.of("t")));
    then.addNode(0, Protos.node("Neg", List.of("x"), List.of("a")));
    var other = graph(List.of(), List.of("t"), Protos.node("Neg", List.of("x"), List.of("t")));
    var graph =
        edited(
            graph(
                List.of("x", "c"),
                List.of("y"),
                Protos.node("Neg", List.of("x"), List.of("a")),
                Protos.node(
                    "If",
                    List.of("c"),
                    List.of("y"),
                    body("then_branch", then),
                    body("else_branch", other))),
            model -> {
              var body = model.main().body();
              var region = node(body, 1).regions().getFirst();
              node(region, 1).setIn(0, node(body, 0).result());
            });
    var branch = graph.getNode(1).getAttribute(0).getG();
    assertThat(spelled(branch)).containsExactly("a_1 = Neg(x)", "t = Neg(a)");
  }

  @Test
  void aBranchThatYieldsAnOuterValueGetsACopyOfIt() throws Exception {
    var branch = graph(List.of(), List.of("t"), Protos.node("Neg", List.of("x"), List.of("t")));
    var graph =
        edited(
            graph(
                List.of("x", "c"),
                List.of("y"),
                Protos.node(
                    "If",
                    List.of("c"),
                    List.of("y"),
                    body("then_branch", branch),
                    body("else_branch", branch))),
            model -> {
              var region = node(model.main().body(), 0).regions().getFirst();
              var neg = node(region, 0);
              neg.result().replaceAllUses(neg.in(0));
              neg.erase();
            });
    var yielded = graph.getNode(0).getAttribute(0).getG();
    assertThat(spelled(yielded)).containsExactly("t = Identity(x)");
    assertThat(yielded.getOutput(0).getName()).isEqualTo("t");
  }

  @Test
  void constantsBecomeNodesWhereInitializersAreInputs() throws Exception {
    var file = folder.resolve("m.onnx");
    var proto = model(chain().addInitializer(floats("w", 1, 2))).setIrVersion(3);
    Files.write(file, proto.build().toByteArray());
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      var one = model.node(new Const(Tensor.scalar(1)), List.of(), 1, Loc.UNKNOWN);
      one.result().setName("one");
      model.main().body().insertBefore(one, model.main().body().first());
      var graph = RoundTrip.parse(OnnxWriter.bytes(model)).getGraph();
      assertThat(graph.getInitializerList()).containsExactly(floats("w", 1, 2).build());
      assertThat(spelled(graph)).element(0).isEqualTo("one = Constant()");
    }
  }

  @Test
  void aSecondNameImportsTheDefaultDomain() throws Exception {
    var own = Protos.node("Own", List.of("x"), List.of("y")).toBuilder().setDomain("own").build();
    var file = folder.resolve("m.onnx");
    var proto = model(graph(List.of("x"), List.of("y"), own)).clearOpsetImport();
    Files.write(file, proto.addOpsetImport(Protos.opset("own", 1)).build().toByteArray());
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      var body = model.main().body();
      node(body, 0).result().replaceAllUses(body.params().getFirst());
      var written = RoundTrip.parse(OnnxWriter.bytes(model));
      assertThat(spelled(written.getGraph())).element(1).isEqualTo("y = Identity(x)");
      assertThat(written.getOpsetImportList())
          .containsExactly(Protos.opset("own", 1).build(), Protos.opset("", 13).build());
    }
  }

  @Test
  void modelsThatCameFromNoFileAreComplete() throws Exception {
    try (var model = new Model(new WeightStore())) {
      var body = model.main().body();
      var x = body.addParam("x", TensorType.of(DType.F32, 2));
      var one = model.node(new Const(Tensor.scalar(DType.F32, 1)), List.of(), 1, Loc.UNKNOWN);
      body.append(one);
      var add = new Foreign("", "Add", "", 21, Attrs.NONE);
      var sum = model.node(add, List.of(x, one.result()), 1, Loc.UNKNOWN);
      body.append(sum);
      sum.result().setType(x.type());
      body.addResult(sum.result(), Block.Signature.NONE);
      model.opsets().put("", 21L);
      var written = RoundTrip.parse(OnnxWriter.bytes(model));
      assertThat(written.getIrVersion()).isEqualTo(10);
      assertThat(written.getGraph().getName()).isEqualTo("main");
      assertThat(written.getGraph().getOutput(0))
          .isEqualTo(Protos.value("Add").setType(Protos.vector(2)).build());
      assertThat(spelled(written.getGraph())).containsExactly("Add = Add(x, constant)");
    }
  }
}
