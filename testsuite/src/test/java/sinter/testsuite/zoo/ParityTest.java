package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.backend.onnx.OrtWorker;
import sinter.testsuite.reference.Agreement;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.runtime.Installed;

/**
 * Every example, compiled with all passes off and on, computes on ONNX Runtime what the interpreter
 * makes of the same graph in double precision, at two extents of each symbolic dimension.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
  private static final long SEED = 2026;
  private static final double ABSOLUTE = 1e-4;
  private static final double RELATIVE = 1e-5;

  /** Outputs are at least this large, so that an error of one percent is five times what is allowed. */
  private static final double LEAST = 0.05;

  private OrtWorker worker;

  @BeforeAll
  void start() {
    worker = Installed.worker("javacpp");
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  /** A model, the limits of its whole inputs, and the values of its symbols, two of each. */
  record Case(
      Example example, String name, Map<String, Object> limits, Map<String, List<Long>> symbols) {
    @Override
    public String toString() {
      return name;
    }

    Case limit(String input, Object limit) {
      var more = new HashMap<>(limits);
      more.put(input, limit);
      return new Case(example, name, more, symbols);
    }

    Case symbol(String symbol, long first, long second) {
      var more = new HashMap<>(symbols);
      more.put(symbol, List.of(first, second));
      return new Case(example, name, limits, more);
    }

    Case model(String model) {
      return new Case(example.model(model), name + " " + model, limits, symbols);
    }

    Case with(String parameter, Object value) {
      return new Case(
          example.with(parameter, value), name + " " + parameter + "=" + value, limits, symbols);
    }

    Map<String, Long> binding(int which) {
      return symbols.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get(which)));
    }
  }

  private static Case of(String file) {
    return new Case(Example.of(file), file, Map.of(), Map.of("N", List.of(1L, 3L)));
  }

  private static Case graph(String file) {
    return of(file).symbol("V", 6, 9).symbol("E", 14, 5).limit("source", "V").limit("target", "V");
  }

  static Stream<Case> seeds() {
    return Stream.of(
        graph("seeds/01-udc").symbol("V", 20, 9),
        graph("seeds/01-udc").symbol("V", 20, 9).with("unrolled", true),
        readouts().with("layer", "gin_layer"),
        readouts().with("layer", "gcn_layer").with("pool", "scatter_mean"),
        readouts().with("layer", "sage_layer"),
        readouts().with("layer", "gat_layer").with("pool", "scatter_max"),
        of("seeds/03-tversky").model("TverskyNet"),
        of("seeds/03-tversky").model("Xor"),
        of("seeds/05-nuft-cnn").symbol("S", 20, 31),
        of("seeds/06-s2snet").symbol("L", 7, 4).limit("tokens", 96),
        of("seeds/07-ti-cnn").symbol("L", 9, 5).limit("words", 500),
        of("seeds/08-crnn").symbol("W", 32, 57),
        of("seeds/08-crnn").symbol("W", 100, 40),
        of("seeds/09-medusa"),
        of("seeds/10-svhn"),
        of("seeds/12-flame-pinn"),
        of("seeds/13-pytorch-direct")
            .symbol("B", 4, 7)
            .limit("ids", 1000)
            .limit("neighbours", 1000),
        of("seeds/15-mahalanobis"),
        of("seeds/16-dimsum").model("Dimsum"),
        of("seeds/16-dimsum").model("Wavelet"),
        of("seeds/16-dimsum").model("Scan"),
        of("seeds/17-uniformer"),
        of("seeds/18-step"),
        of("seeds/18-step").with("unrolled", true),
        of("seeds/19-usage"),
        of("seeds/20-layout-parser").symbol("H", 40, 33).symbol("W", 32, 56),
        of("seeds/21-usf").model("Logistic"),
        of("seeds/21-usf").model("Sampler"),
        of("seeds/21-usf").model("Sampler").with("order", 1),
        of("seeds/23-univoxel").symbol("R", 5, 2).symbol("S", 6, 4),
        of("seeds/24-quantv2x").symbol("A", 2, 3),
        graph("seeds/26-hamiltonian").symbol("E", 24, 40),
        graph("seeds/27-vision").limit("tokens", 200),
        graph("seeds/28-atom3d").model("Atom3d").limit("atoms", 10),
        of("seeds/28-atom3d").model("Voxels"),
        of("seeds/29-4m")
            .symbol("L", 12, 9)
            .symbol("K", 5, 4)
            .symbol("Q", 3, 6)
            .limit("tokens", 120)
            .limit("modality", 3)
            .limit("seen", "L")
            .limit("asked", "L"),
        of("seeds/30-double-descent"),
        of("seeds/31-ambiguity"),
        of("seeds/33-relative"),
        of("seeds/34-toponet"),
        of("seeds/35-fader"),
        of("seeds/35-fader").with("gated", false),
        of("seeds/36-switch-nerf").symbol("P", 9, 4),
        of("seeds/36-switch-nerf").symbol("P", 9, 4).with("dense", true),
        of("seeds/36-switch-nerf").symbol("P", 9, 4).with("capacity", 2),
        of("seeds/37-lifelong").limit("task", 3),
        of("seeds/38-diffusion-classifier"),
        of("seeds/40-igpg"),
        of("seeds/40-igpg").model("Decoder").symbol("P", 9, 4).limit("tokens", 24),
        of("seeds/43-deeponet").symbol("P", 5, 8),
        of("seeds/43-deeponet").with("fixed", true),
        of("seeds/44-wide-deep"),
        graph("seeds/45-todyformer").limit("history", "V"),
        of("seeds/48-mgno"),
        of("seeds/48-mgno").with("boundary", "\"reflect\""),
        of("seeds/48-mgno").with("boundary", "\"constant\""),
        of("seeds/49-after-transformers").symbol("L", 6, 9).limit("tokens", 50),
        of("seeds/49-after-transformers")
            .symbol("L", 6, 9)
            .limit("tokens", 50)
            .with("recurrent", true),
        of("seeds/50-label-augmentation"),
        of("seeds/51-mip-hypernetwork"),
        of("seeds/51-mip-hypernetwork").with("fixed", true),
        of("seeds/52-snnk"),
        of("seeds/52-snnk").with("bundled", true),
        of("seeds/54-latent-zoning").model("LatentZoning"),
        of("seeds/54-latent-zoning").model("LinearFlow"),
        of("seeds/55-g-ssnn"),
        of("seeds/56-u-repa"),
        of("seeds/57-generative-teaching"),
        grid("Integral"),
        grid("NeuralOperator"),
        of("seeds/60-seas"),
        of("seeds/61-bandlimited"),
        graph("seeds/64-auto-gnn"),
        of("seeds/65-iemf"),
        of("seeds/68-normuon"),
        of("seeds/69-s-kan").model("SKan"),
        of("seeds/69-s-kan").model("SKan").with("fixed", false),
        of("seeds/69-s-kan").model("Splines"),
        of("seeds/70-xor-clusters").model("XorClusters"),
        of("seeds/70-xor-clusters").model("TwoLayers"),
        graph("seeds/72-sir-gcn"),
        graph("seeds/72-sir-gcn").with("hoisted", true),
        of("seeds/73-wider-deeper").symbol("R", 3, 5).limit("panel", 6),
        of("seeds/76-deep-conjugate-direction"),
        of("seeds/76-deep-conjugate-direction").with("direction", "unchanged"),
        of("seeds/78-single-layer-transformer").model("SingleLayer").symbol("L", 5, 8),
        of("seeds/78-single-layer-transformer").model("CopyLargest").symbol("L", 5, 8));
  }

  private static Case grid(String model) {
    return of("seeds/58-neural-operator").model(model).symbol("H", 16, 27).symbol("W", 20, 9);
  }

  private static Case readouts() {
    return graph("seeds/02-gnn-graph-level")
        .symbol("P", 8, 11)
        .symbol("G", 2, 3)
        .limit("paths", "V")
        .limit("graph", "G");
  }

  static Stream<Case> zoo() {
    return Stream.of(
        of("zoo/resnet18").with("size", 64).with("width", 8).with("classes", 10),
        of("zoo/resnet50")
            .with("size", 64)
            .with("width", 8)
            .with("classes", 10)
            .with("depths", "[1, 2, 1, 1]"),
        of("zoo/mobilenet_v2")
            .with("size", 64)
            .with("width", 0.25)
            .with("head", 32)
            .with("classes", 10),
        of("zoo/efficientnet_b0")
            .with("size", 64)
            .with("width", 0.25)
            .with("head", 32)
            .with("classes", 10),
        of("zoo/convnext_tiny")
            .with("size", 64)
            .with("widths", "[8, 16, 24, 32]")
            .with("depths", "[1, 1, 2, 1]")
            .with("classes", 10),
        of("zoo/convfirst")
            .with("size", 64)
            .with("widths", "[16, 24, 32]")
            .with("depths", "[1, 2, 1]")
            .with("classes", 10),
        of("zoo/vit_b16")
            .with("size", 32)
            .with("patch", 8)
            .with("width", 32)
            .with("heads", 4)
            .with("depth", 2)
            .with("classes", 10),
        text("zoo/bert_base").limit("segments", 2),
        text("zoo/gpt2"),
        of("zoo/llama")
            .symbol("L", 3, 1)
            .symbol("P", 4, 6)
            .limit("tokens", 50)
            .with("vocabulary", 50)
            .with("width", 32)
            .with("heads", 4)
            .with("depth", 2)
            .with("hidden", 48),
        of("zoo/whisper_encoder")
            .symbol("F", 12, 17)
            .with("bands", 8)
            .with("width", 32)
            .with("heads", 4)
            .with("depth", 2),
        of("zoo/unet").with("size", 32).with("width", 8),
        of("zoo/crnn").symbol("W", 40, 63).with("width", 4).with("hidden", 16));
  }

  private static Case text(String file) {
    return of(file)
        .symbol("L", 6, 9)
        .limit("tokens", 50)
        .with("vocabulary", 50)
        .with("context", 16)
        .with("width", 32)
        .with("heads", 4)
        .with("depth", 2);
  }

  @ParameterizedTest
  @MethodSource({"seeds", "zoo"})
  void theRuntimeAgreesWithTheInterpreter(Case c) {
    var reference = c.example().reference();
    var plain = c.example().plain();
    var optimized = c.example().optimized(worker);
    for (int which = 0; which < 2; which++) {
      var binding = c.binding(which);
      var seed = SEED + which;
      try (var model = c.example().read()) {
        var inputs = Inputs.draw(model, binding, c.limits(), seed);
        var wanted = reference.run(inputs);
        wanted.forEach(
            (name, value) -> assertThat(size(value)).as("%s of %s", name, c).isGreaterThan(LEAST));
        var what = "%s at %s, seed %d".formatted(c, binding, seed);
        assertThat(
                Agreement.difference(
                    Example.runtime(worker, plain, inputs), wanted, ABSOLUTE, RELATIVE))
            .as("-O0 of " + what)
            .isEmpty();
        assertThat(
                Agreement.difference(
                    Example.runtime(worker, optimized, inputs), wanted, ABSOLUTE, RELATIVE))
            .as("-O2 of " + what)
            .isEmpty();
      }
    }
  }

  private static double size(Datum output) {
    return output instanceof Datum.Array a && a.type() == DataType.FLOAT
        ? Values.largest(a.reals())
        : Double.POSITIVE_INFINITY;
  }

  @Test
  void everyFileIsRun() throws IOException {
    var run = new TreeSet<String>();
    Stream.concat(seeds(), zoo())
        .forEach(c -> run.add(Objects.requireNonNull(c.example().file()).getFileName().toString()));
    var there = new TreeSet<String>();
    for (var folder : List.of("seeds", "zoo")) {
      try (var files = Files.list(Path.of("..", "examples", folder))) {
        files
            .map(f -> f.getFileName().toString())
            .filter(f -> f.endsWith(".sinter"))
            .forEach(there::add);
      }
    }
    assertThat(run).isEqualTo(there);
  }
}
