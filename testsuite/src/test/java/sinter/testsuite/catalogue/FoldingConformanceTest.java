package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Journal;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.boundary.FromOnnx;
import sinter.testsuite.onnx.Corpus;

/**
 * Values that ops work out from constants against what the conformance cases store: each case with its inputs as
 * constants, where every output that folding reaches must be the stored one, element by element.
 */
final class FoldingConformanceTest {
  @TempDir Path folder;

  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> compared = new TreeMap<>();
  private int cases;

  @Test
  void foldedValuesAreTheStoredOnes() throws IOException {
    var archive = Corpus.find().resolve("conformance.zip");
    try (var zip = new ZipFile(archive.toFile())) {
      for (var e : zip.stream().filter(e -> e.getName().endsWith("/model.onnx")).toList()) {
        var id = e.getName().substring(0, e.getName().length() - "/model.onnx".length());
        if (!id.startsWith("light/") && !id.startsWith("simple/")) {
          check(zip, id);
        }
      }
    }
    System.out.printf("outputs of %d cases compared, by op: %s%n", cases, compared);
    assertThat(compared).hasSizeGreaterThanOrEqualTo(70);
    assertThat(wrong).isEmpty();
  }

  private void check(ZipFile zip, String id) throws IOException {
    cases++;
    var model = ModelProto.parseFrom(bytes(zip, id + "/model.onnx"));
    var expected = stored(zip, id, "output_", model.getGraph().getOutputList());
    var inputs = stored(zip, id, "input_", model.getGraph().getInputList());
    try (var bound = read(model, inputs, expected)) {
      fold(id, bound);
      values(id, bound, expected);
    }
  }

  private static byte[] bytes(ZipFile zip, String name) throws IOException {
    try (InputStream in = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name)))) {
      return in.readAllBytes();
    }
  }

  /** The stored tensors by their places, null for values of other kinds. */
  private static List<@Nullable TensorProto> stored(
      ZipFile zip, String id, String what, List<ValueInfoProto> values) throws IOException {
    var out = new ArrayList<@Nullable TensorProto>();
    for (int k = 0; k < values.size(); k++) {
      var name = id + "/test_data_set_0/" + what + k + ".pb";
      boolean tensor = zip.getEntry(name) != null && values.get(k).getType().hasTensorType();
      out.add(tensor ? TensorProto.parseFrom(bytes(zip, name)) : null);
    }
    return out;
  }

  /** The model with some inputs bound to constants, and its expected outputs as further constants. */
  private Model read(
      ModelProto model, List<@Nullable TensorProto> inputs, List<@Nullable TensorProto> expected)
      throws IOException {
    var graph = model.getGraph().toBuilder();
    for (int k = inputs.size() - 1; k >= 0; k--) {
      var value = inputs.get(k);
      if (value != null) {
        graph.addInitializer(value.toBuilder().setName(graph.getInput(k).getName()));
        graph.removeInput(k);
      }
    }
    for (int k = 0; k < expected.size(); k++) {
      if (expected.get(k) instanceof TensorProto t) {
        graph.addInitializer(t.toBuilder().setName("expected/" + k));
      }
    }
    for (int k = 0; k < graph.getOutputCount(); k++) {
      graph.getOutputBuilder(k).clearType();
    }
    var file = folder.resolve("model.onnx");
    Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
    var diagnostics = new Diagnostics();
    var read = OnnxReader.read(file, diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    for (var n : read.allNodes()) {
      n.results().forEach(r -> r.setType(Type.OPAQUE));
    }
    var manager = new PassManager(List.of(), true);
    FromOnnx.DEFAULTS.run(read, PassContext.of(diagnostics, new Journal(), manager));
    return read;
  }

  private static @Nullable Tensor expected(Model model, int k) {
    for (var n : model.main().body()) {
      if (n.op() instanceof Const(var t) && ("expected/" + k).equals(n.result().name())) {
        return t;
      }
    }
    return null;
  }

  private static String name(Value v) {
    return v.op() == null
        ? "a parameter"
        : OpCatalog.get().of(Objects.requireNonNull(v.op())).name();
  }

  private void fold(String id, Model model) {
    for (var n : List.copyOf(model.main().body().allNodes())) {
      Typing.infer(n, new Diagnostics());
      if (n.op() instanceof Const || n.op() instanceof Foreign || !n.op().isPure()) {
        continue;
      }
      var known = n.operands().stream().allMatch(u -> u.value() == null || isConstant(u.value()));
      var values = known ? n.op().eval(n) : null;
      if (values != null) {
        replace(id, model, n, values);
      }
    }
  }

  private static boolean isConstant(@Nullable Value v) {
    return v != null && v.constant() != null;
  }

  private void replace(String id, Model model, Node n, List<Tensor> values) {
    for (int i = 0; i < n.outputs(); i++) {
      var t = values.get(i);
      if (Type.meet(n.result(i).type(), t.type()) == null) {
        wrong.add(
            id
                + ": "
                + name(n.result(i))
                + " infers "
                + n.result(i).type()
                + ", gives "
                + t.type());
      }
      var c = model.node(new Const(t), List.of(), 1, n.loc());
      c.result().setType(t.type());
      c.result().setName(OpCatalog.get().of(n.op()).name());
      Objects.requireNonNull(n.block()).insertBefore(c, n);
      n.result(i).replaceAllUses(c.result());
    }
  }

  private void values(String id, Model model, List<@Nullable TensorProto> expected) {
    for (int k = 0; k < expected.size(); k++) {
      var value = model.main().body().result(k);
      var stored = expected(model, k);
      if (stored == null || !(value.constant() instanceof Tensor t)) {
        continue;
      }
      compared.merge(Objects.requireNonNullElse(value.name(), "?"), 1, Integer::sum);
      if (!t.type().equals(stored.type()) || !isEqual(t, stored)) {
        wrong.add(id + ": " + value.name() + " gives " + text(t) + ", not " + text(stored));
      }
    }
  }

  private static String text(Tensor t) {
    boolean plain = t.dtype() != DType.STRING && t.dtype().kind() != DType.Kind.COMPLEX;
    var all = plain ? Arrays.toString(t.doubles()) : t.toString();
    return t.type() + " " + all.substring(0, Math.min(160, all.length()));
  }

  private static boolean isEqual(Tensor a, Tensor b) {
    if (a instanceof Tensor.Strings(_, var x) && b instanceof Tensor.Strings(_, var y)) {
      return x.equals(y);
    }
    if (a.dtype().kind() == DType.Kind.COMPLEX) {
      return a.content().mismatch(b.content()) < 0;
    }
    for (long i = 0; i < a.size(); i++) {
      double x = a.doubleAt(i);
      double y = b.doubleAt(i);
      if (a.longAt(i) != b.longAt(i) || (x != y && !(Double.isNaN(x) && Double.isNaN(y)))) {
        return false;
      }
    }
    return true;
  }
}
