package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Severity;
import sinter.ir.op.Foreign;
import sinter.ir.rewrite.Journal;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.boundary.FromOnnx;
import sinter.passes.clean.InferShapes;
import sinter.testsuite.onnx.Corpus;

/**
 * Types inferred for the conformance cases, without any declared type of a result, against the declared ones and
 * against the stored results: once with the inputs as declared, once with the stored inputs as constants, where nearly
 * everything must come out static.
 */
final class InferenceConformanceTest {
  @TempDir Path folder;

  private static final long SEED = 11;

  /** Results whose extent depends on computed elements, as those of NonZero do. */
  private static final int IMPRECISE = 42;

  /** A case: its model, and its stored inputs and results where they are tensors. */
  private record Case(
      String id, ModelProto model, Map<Integer, TensorProto> in, Map<Integer, TensorProto> out) {}

  @Test
  void inferredTypesAgreeWithDeclaredAndStoredOnes() throws IOException {
    var complaints = new ArrayList<String>();
    for (var c : cases()) {
      check(c, c.model(), _ -> {}, complaints, new ArrayList<>());
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void constantInputsGiveStaticResults() throws IOException {
    var complaints = new ArrayList<String>();
    var imprecise = new ArrayList<String>();
    for (var c : cases()) {
      check(c, baked(c), _ -> {}, complaints, imprecise);
    }
    assertThat(complaints).isEmpty();
    assertThat(imprecise).as(String.join("\n", imprecise)).hasSizeLessThanOrEqualTo(IMPRECISE);
  }

  @Test
  void knowingLessOfTheInputsNeverMisleads() throws IOException {
    var random = new Random(SEED);
    var complaints = new ArrayList<String>();
    for (var c : cases()) {
      Consumer<Model> blurring =
          model -> model.main().body().params().forEach(p -> p.setType(blurred(p.type(), random)));
      check(c, c.model(), blurring, complaints, new ArrayList<>());
    }
    assertThat(complaints).as("seed " + SEED).isEmpty();
  }

  private static Type blurred(Type type, Random random) {
    if (!(type instanceof TensorType(var dtype, Shape.Ranked(var dims)))) {
      return type;
    }
    if (random.nextInt(4) == 0) {
      return random.nextBoolean() ? Type.OPAQUE : new TensorType(dtype, Shape.UNRANKED);
    }
    return new TensorType(
        dtype, Shape.of(dims.stream().map(d -> random.nextBoolean() ? Dim.UNKNOWN : d).toList()));
  }

  @Test
  void symbolicExtentsComeOutAsTheStoredOnes() throws IOException {
    var complaints = new ArrayList<String>();
    int known = 0;
    for (var c : cases()) {
      var bindings = new HashMap<String, Long>();
      var file = folder.resolve("model.onnx");
      Files.write(file, c.model().toByteArray());
      var diagnostics = new Diagnostics();
      try (var model = OnnxReader.read(file, diagnostics)) {
        c.in().forEach((i, stored) -> name(model, i, stored, bindings));
        infer(model, diagnostics);
        errors(c, diagnostics, complaints);
        for (var e : c.out().entrySet()) {
          known +=
              symbols(
                  c, model.main().body().result(e.getKey()), e.getValue(), bindings, complaints);
        }
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(known).isGreaterThanOrEqualTo(3400);
  }

  /** Gives every dimension of an input a name of its own. */
  private static void name(Model model, int index, TensorProto stored, Map<String, Long> bindings) {
    var dims = new ArrayList<Dim>();
    for (int axis = 0; axis < stored.getDimsCount(); axis++) {
      var name = "d" + index + "_" + axis;
      dims.add(Dim.sym(name));
      bindings.put(name, stored.getDims(axis));
    }
    var p = model.main().body().params().get(index);
    p.setType(p.tensorType().withShape(Shape.of(dims)));
  }

  /** Number of dimensions that are known. */
  private static int symbols(
      Case c, Value v, TensorProto stored, Map<String, Long> bindings, List<String> complaints) {
    if (!(v.type() instanceof TensorType t) || !t.shape().isRanked()) {
      return 0;
    }
    if (t.rank() != stored.getDimsCount()) {
      complaints.add(c.id() + " gives " + t + ", stored " + stored.getDimsList());
      return 0;
    }
    int known = 0;
    for (int axis = 0; axis < t.rank(); axis++) {
      var value = t.shape().dim(axis).evaluate(bindings);
      known += value == null ? 0 : 1;
      if (value != null && value != stored.getDims(axis)) {
        complaints.add(
            c.id() + " gives " + t + " for " + stored.getDimsList() + " with " + bindings);
      }
    }
    return known;
  }

  /** The model with its stored inputs as initializers. */
  private static ModelProto baked(Case c) {
    var graph = c.model().getGraph().toBuilder();
    graph.clearInput();
    for (int i = 0; i < c.model().getGraph().getInputCount(); i++) {
      var input = c.model().getGraph().getInput(i);
      var stored = c.in().get(i);
      if (stored == null) {
        graph.addInput(input);
      } else {
        graph.addInitializer(stored.toBuilder().setName(input.getName()));
      }
    }
    return c.model().toBuilder().setGraph(graph).build();
  }

  private void check(
      Case c,
      ModelProto proto,
      Consumer<Model> change,
      List<String> complaints,
      List<String> imprecise)
      throws IOException {
    var file = folder.resolve("model.onnx");
    Files.write(file, proto.toByteArray());
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      change.accept(model);
      infer(model, diagnostics);
      errors(c, diagnostics, complaints);
      var body = model.main().body();
      for (int i = 0; i < body.results().size(); i++) {
        var v = body.result(i);
        var declared = body.signature(i).declared();
        var stored = stored(c.out().get(i));
        if (Type.meet(v.type(), declared) == null) {
          complaints.add(c.id() + " gives " + v.type() + ", declared " + declared);
        }
        if (stored != null && Type.meet(v.type(), stored) == null) {
          complaints.add(c.id() + " gives " + v.type() + ", stored " + stored);
        }
        boolean fixed = v.type() instanceof TensorType t && t.isStatic();
        if (stored != null && !fixed && !isUntyped(v)) {
          imprecise.add(c.id() + " gives " + v.type() + " for " + stored);
        }
      }
    }
  }

  private static void errors(Case c, Diagnostics diagnostics, List<String> complaints) {
    diagnostics.all().stream()
        .filter(d -> d.severity() == Severity.ERROR)
        .forEach(d -> complaints.add(c.id() + ": " + d.message()));
  }

  private static boolean isUntyped(Value v) {
    return v.op() instanceof Foreign;
  }

  private static void infer(Model model, Diagnostics diagnostics) {
    for (var n : model.allNodes()) {
      for (var r : n.results()) {
        r.setFacts(r.facts().without(Fact.Declared.class));
        r.setType(Type.OPAQUE);
      }
    }
    var cx = PassContext.of(diagnostics, new Journal(), new PassManager(List.of(), false));
    FromOnnx.DEFAULTS.run(model, cx);
    InferShapes.DEFAULTS.run(model, cx);
  }

  private static @Nullable Type stored(@Nullable TensorProto tensor) {
    if (tensor == null) {
      return null;
    }
    var dtype = DType.ofOnnx(tensor.getDataType());
    return dtype == null ? null : new TensorType(dtype, Shape.ofLongs(tensor.getDimsList()));
  }

  private static List<Case> cases() throws IOException {
    var cases = new TreeMap<String, Case>();
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      for (var e : zip.stream().filter(e -> e.getName().endsWith("/model.onnx")).toList()) {
        var id = e.getName().substring(0, e.getName().length() - "/model.onnx".length());
        var model = ModelProto.parseFrom(zip.getInputStream(e));
        var graph = model.getGraph();
        var in = new HashMap<Integer, TensorProto>();
        for (int i = 0; i < graph.getInputCount(); i++) {
          if (graph.getInput(i).getType().hasTensorType()) {
            tensor(zip, id + "/test_data_set_0/input_" + i + ".pb", i, in);
          }
        }
        var out = new HashMap<Integer, TensorProto>();
        for (int i = 0; i < graph.getOutputCount(); i++) {
          if (graph.getOutput(i).getType().hasTensorType()) {
            tensor(zip, id + "/test_data_set_0/output_" + i + ".pb", i, out);
          }
        }
        cases.put(id, new Case(id, model, in, out));
      }
    }
    return List.copyOf(cases.values());
  }

  private static void tensor(ZipFile zip, String name, int index, Map<Integer, TensorProto> into)
      throws IOException {
    var entry = zip.getEntry(name);
    if (entry != null) {
      into.put(index, TensorProto.parseFrom(zip.getInputStream(entry)));
    }
  }
}
