package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.ir.diag.Diagnostics;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;
import sinter.passes.Presets;
import sinter.testsuite.onnx.Corpus;

/**
 * Nodes and bytes that {@code -O2} leaves of the models of the corpus. No evaluator takes part: with one there can only be
 * fewer nodes.
 */
class CorpusSizesTest {
  private static final double MOST_BYTES = 1.05;

  /** Nodes that the best other tool leaves. */
  private static final Map<String, Integer> NODES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("burn_mnist", 12),
              Map.entry("dtln_model_1", 34),
              Map.entry("magika_standard_v1", 79),
              Map.entry("mnist_8_cntk", 8),
              Map.entry("olive_notebook_model", 45),
              Map.entry("ppocrv3_det_ch", 172),
              Map.entry("shufflenet_v2_12_int8", 189),
              Map.entry("shufflenet_v2_fp32_from_int8", 173),
              Map.entry("silero_vad_16k_op15", 60),
              Map.entry("super_resolution_10", 10),
              Map.entry("tribuo_tinybert", 63),
              Map.entry("ultraface_version-RFB-320", 124),
              Map.entry("ultraface_version-RFB-320_simplified", 110),
              Map.entry("yolox_nano", 362),
              Map.entry("trained/mn_lstm", 7),
              Map.entry("trained/mn_resnet", 37),
              Map.entry("trained/mn_vit", 135)));

  /** Nodes other than constants and what only reshapes them, of the networks whose weights are computed. */
  private static final Map<String, Integer> LIGHT =
      new TreeMap<>(
          Map.of("light_inception_v2", 154, "light_densenet121", 491, "light_resnet50", 123));

  private static final Set<String> CONSTANT = Set.of("Constant", "ConstantOfShape");
  private static final Set<String> RESHAPING = Set.of("Reshape", "Unsqueeze", "Squeeze", "Expand");

  @TempDir Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> models() {
    var models = Corpus.find().resolve("models");
    return NODES.entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey(),
                () -> {
                  var graph = optimized(models.resolve(e.getKey() + ".onnx")).getGraph();
                  assertThat(nodes(graph)).isLessThanOrEqualTo(e.getValue());
                }));
  }

  @TestFactory
  Stream<DynamicTest> lightModels() throws IOException {
    var zip = Corpus.find().resolve("conformance.zip");
    try (var files = FileSystems.newFileSystem(zip)) {
      for (var name : LIGHT.keySet()) {
        Files.copy(files.getPath("light", name + ".onnx"), folder.resolve(name + ".onnx"));
      }
    }
    return LIGHT.entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey(),
                () -> {
                  var graph = optimized(folder.resolve(e.getKey() + ".onnx")).getGraph();
                  assertThat(working(graph)).isLessThanOrEqualTo(e.getValue());
                }));
  }

  private static ModelProto optimized(Path file) throws IOException {
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      var manager = new PassManager(List.of(), true);
      var cx = PassContext.of(new Diagnostics(), new Journal(), manager);
      manager.run(model, PipelineText.parse(Presets.of("O2")), cx);
      var bytes = OnnxWriter.bytes(model);
      assertThat((double) bytes.length).isLessThanOrEqualTo(MOST_BYTES * Files.size(file));
      return ModelProto.parseFrom(bytes);
    }
  }

  private static int nodes(GraphProto graph) {
    int count = graph.getNodeCount();
    for (var n : graph.getNodeList()) {
      for (AttributeProto a : n.getAttributeList()) {
        count += a.hasG() ? nodes(a.getG()) : 0;
        count += a.getGraphsList().stream().mapToInt(CorpusSizesTest::nodes).sum();
      }
    }
    return count;
  }

  private static int working(GraphProto graph) {
    var constants = new HashSet<String>();
    graph.getInitializerList().forEach(t -> constants.add(t.getName()));
    int count = 0;
    for (NodeProto n : graph.getNodeList()) {
      boolean constant =
          CONSTANT.contains(n.getOpType())
              || (RESHAPING.contains(n.getOpType()) && constants.contains(n.getInput(0)));
      if (constant) {
        constants.addAll(n.getOutputList());
      } else {
        count++;
      }
    }
    return count;
  }
}
