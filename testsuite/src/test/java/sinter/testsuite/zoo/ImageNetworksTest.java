package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.frontend.data.Npy;
import sinter.grammar.onnx.ModelProto;
import sinter.testsuite.cli.Line;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;

/** What the papers' image, text and sequence networks promise beyond computing what they say. */
class ImageNetworksTest extends OnRuntime {
  private static final long SEED = 47;

  @TempDir Path folder;

  ImageNetworksTest() {
    super(SEED);
  }

  /** What {@code sinter compile} makes of a seed with the weights of the tests. */
  private ModelProto compiled(String file, String... options) throws IOException {
    var out = folder.resolve("out.onnx");
    var args = new ArrayList<>(List.of("compile", "../examples/seeds/" + file + ".sinter"));
    args.addAll(List.of("-o", out.toString(), "--seed", "7", "--no-verify"));
    args.addAll(List.of(options));
    Line.run(args.toArray(String[]::new)).returns(0);
    return ModelProto.parseFrom(Files.readAllBytes(out));
  }

  private static Map<String, Datum> inputs(Example example) {
    try (var model = example.read()) {
      return Inputs.draw(model, Map.of("N", 2L, "L", 5L), Map.of("tokens", 96), SEED);
    }
  }

  /** The one output of a model, which may have fewer inputs than are given. */
  private double[] alone(ModelProto part, String output, Map<String, Datum> inputs) {
    assertThat(part.getGraph().getOutputList().stream().map(o -> o.getName()))
        .containsExactly(output);
    var needed = new HashMap<>(inputs);
    needed
        .keySet()
        .retainAll(part.getGraph().getInputList().stream().map(i -> i.getName()).toList());
    return numbers(Example.runtime(worker, part, needed), output);
  }

  /** An output computed alone, after all that only others need is gone, is the same to the last bit. */
  @ParameterizedTest
  @CsvSource({
    "06-s2snet,probability",
    "06-s2snet,masked",
    "10-svhn,length",
    "10-svhn,digit1",
    "10-svhn,digit2",
    "10-svhn,digit3",
    "10-svhn,digit4",
    "10-svhn,digit5",
    "60-seas,tap1",
    "60-seas,tap2",
    "60-seas,tap3",
    "60-seas,image"
  })
  void anOutputAloneIsTheSame(String file, String output) throws IOException {
    var inputs = inputs(Example.of("seeds/" + file));
    var whole = compiled(file);
    var part = compiled(file, "--outputs", output);
    assertThat(alone(part, output, inputs))
        .containsExactly(numbers(Example.runtime(worker, whole, inputs), output));
    assertThat(part.getGraph().getNodeCount()).isLessThan(whole.getGraph().getNodeCount());
    assertThat(part.getGraph().getInitializerCount())
        .isLessThan(whole.getGraph().getInitializerCount());
  }

  /** Cut behind any of its blocks, the network gives that block's tensor to the last bit. */
  @Test
  void networksAreCutBehindTheirBlocks() throws IOException {
    var file = "38-diffusion-classifier";
    var inputs = inputs(Example.of("seeds/" + file));
    var blocks = List.of("a", "b", "features", "d", "e");
    var all =
        Example.runtime(
            worker, compiled(file, "--outputs", "noise," + String.join(",", blocks)), inputs);
    long before = 0;
    for (int tap = 0; tap < 5; tap++) {
      var wanted = numbers(all, blocks.get(tap));
      assertThat(alone(compiled(file, "--outputs", blocks.get(tap)), blocks.get(tap), inputs))
          .containsExactly(wanted);
      var part = compiled(file, "--param", "tap=" + tap, "--outputs", "features");
      assertThat(alone(part, "features", inputs)).containsExactly(wanted);
      assertThat((long) part.getGraph().getInitializerCount()).isGreaterThan(before);
      before = part.getGraph().getInitializerCount();
    }
  }

  /** The result does not change when the taps become outputs. */
  @Test
  void tapsDoNotDisturb() {
    var example = Example.of("seeds/60-seas");
    var inputs = Map.<String, Datum>of("latent", values.uniform(2, 4, 16, 16));
    var with = Example.runtime(worker, example.optimized(worker), inputs);
    var without = Example.runtime(worker, example.with("taps", false).optimized(worker), inputs);
    assertThat(numbers(with, "image")).containsExactly(numbers(without, "image"));
    assertThat(numbers(with, "mask")).containsExactly(numbers(without, "mask"));
  }

  @Test
  void allInputsHaveTheirNamesAndShapes() throws IOException {
    var model = compiled("07-ti-cnn");
    assertThat(model.getGraph().getInputList().stream().map(i -> i.getName()))
        .containsExactly("words", "image", "text_facts", "image_facts");
    assertThat(symbols(model, 0)).containsExactly("N", "L");
    assertThat(symbols(model, 1)).containsExactly("N", "3", "32", "32");
    assertThat(symbols(model, 2)).containsExactly("N", "31");
    assertThat(symbols(model, 3)).containsExactly("N", "4");
  }

  /** {@code sinter run} takes each input from a file of its own. */
  @Test
  void inputsAreGivenByTheirNames() throws IOException {
    compiled("07-ti-cnn");
    var inputs =
        Map.<String, Datum>of(
            "words", values.indexes(500, 2, 9),
            "image", values.uniform(2, 3, 32, 32),
            "text_facts", values.uniform(2, 31),
            "image_facts", values.uniform(2, 4));
    var args = new ArrayList<>(List.of("run", folder.resolve("out.onnx").toString()));
    for (var e : inputs.entrySet()) {
      var file = folder.resolve(e.getKey() + "-values.npy");
      Npy.write(Networks.tensor((Datum.Array) e.getValue()), file);
      args.addAll(List.of("-i", e.getKey() + "=" + file));
    }
    args.addAll(List.of("-o", folder.resolve("results").toString()));
    Line.run(args.toArray(String[]::new)).returns(0);
    var got = (Datum.Array) Networks.datum(Npy.read(folder.resolve("results/0_probabilities.npy")));
    assertThat(got.shape()).containsExactly(2, 2);
    assertClose(
        got.reals(), numbers(Example.of("seeds/07-ti-cnn").run(inputs), "probabilities"), 1e-5);
  }

  private static List<String> symbols(ModelProto model, int input) {
    return model
        .getGraph()
        .getInput(input)
        .getType()
        .getTensorType()
        .getShape()
        .getDimList()
        .stream()
        .map(d -> d.hasDimParam() ? d.getDimParam() : Long.toString(d.getDimValue()))
        .toList();
  }

  /** Three widths through one compiled model, without batch normalization and with one operator for the LSTM. */
  @Test
  void linesOfAnyWidthAreRead() {
    var example = Example.of("seeds/08-crnn");
    var compiled = example.optimized(worker);
    assertThat(Example.count(example.plain(), "BatchNormalization")).isEqualTo(3);
    assertThat(Example.count(compiled, "BatchNormalization")).isZero();
    assertThat(Example.count(compiled, "LSTM")).isEqualTo(1);
    for (int width : new int[] {24, 40, 77}) {
      var inputs = Map.<String, Datum>of("line", values.uniform(2, 1, 32, width));
      var out = Example.runtime(worker, compiled, inputs);
      assertThat(array(out, "logits").shape()).containsExactly(width / 4 - 1, 2, 37);
      assertClose(numbers(out, "logits"), numbers(example.run(inputs), "logits"), 1e-4);
    }
  }

  /**
   * Statistics of three axes fold into convolutions as those of two do. The last ones stay, since a mean follows them
   * and no convolution.
   */
  @Test
  void batchNormalizationOfClipsFolds() {
    var example = Example.of("seeds/17-uniformer");
    long before = Example.count(example.plain(), "BatchNormalization");
    assertThat(before).isEqualTo(6);
    var left =
        example.optimized(worker).getGraph().getNodeList().stream()
            .filter(n -> n.getOpType().equals("BatchNormalization"))
            .map(n -> n.getInput(1))
            .toList();
    assertThat(left).containsExactly("batch_norm.weight");
  }

  /** One body, computed once and stored once, serves all heads. */
  @Test
  void theBodyIsSharedByItsHeads() {
    var compiled = Example.of("seeds/09-medusa").optimized(worker);
    assertThat(Example.count(compiled, "Conv")).isEqualTo(6 + 3 + 4);
    var names = compiled.getGraph().getInitializerList().stream().map(t -> t.getRawData()).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void waveletsAreInvertible() {
    var image = values.uniform(2, 3, 8, 8);
    var out = Example.of("seeds/16-dimsum").model("Wavelet").run(Map.of("image", image));
    assertClose(numbers(out, "restored"), image.reals(), 1e-12);
    assertThat(Matrices.dot(numbers(out, "bands"), numbers(out, "bands")))
        .isCloseTo(Matrices.dot(image.reals(), image.reals()), Offset.offset(1e-9));
    assertThat(numbers(out, "bands")).isNotEqualTo(image.reals());
  }

  @Test
  void scansAreTheirRecurrence() {
    var inputs = new HashMap<String, Datum>();
    inputs.put("x", values.uniform(2, 6, 4));
    inputs.put("delta", Values.fill(shape(2, 6, 4), i -> 0.1 + 0.05 * (i % 7)));
    inputs.put("b", values.uniform(2, 6, 3));
    inputs.put("c", values.uniform(2, 6, 3));
    var out = Example.of("seeds/16-dimsum").model("Scan").run(inputs);
    assertClose(numbers(out, "scanned"), numbers(out, "unrolled"), 1e-12);
  }

  @Test
  void spikesInALoopAreThoseWrittenOut() {
    var example = Example.of("seeds/18-step");
    var inputs = Map.<String, Datum>of("image", values.uniform(2, 3, 8, 8));
    var looped = example.run(inputs);
    var unrolled = example.with("unrolled", true).run(inputs);
    assertThat(numbers(looped, "rates")).containsExactly(numbers(unrolled, "rates"));
    assertThat(numbers(looped, "logits")).containsExactly(numbers(unrolled, "logits"));
    assertThat(Arrays.stream(numbers(looped, "rates")).distinct().count()).isGreaterThan(3);
  }

  @Test
  void theMeanOfTheActivationMapIsTheScore() {
    var out = Example.of("seeds/19-usage").run(Map.of("image", values.uniform(2, 3, 32, 32)));
    var map = numbers(out, "map");
    int places = map.length / 10;
    for (int i = 0; i < 10; i++) {
      double mean = Arrays.stream(map, i * places, (i + 1) * places).average().orElseThrow();
      assertThat(numbers(out, "logits")[i]).isCloseTo(mean, Offset.offset(1e-12));
    }
  }

  /** Greedy suppression by hand over the scores and boxes that the same run gives. */
  @Test
  void boxesAreKeptGreedily() {
    var compiled = Example.of("seeds/20-layout-parser").optimized(worker);
    var out = Example.runtime(worker, compiled, Map.of("page", values.uniform(1, 1, 72, 48)));
    var boxes = Weights.rows(numbers(out, "boxes"), 4);
    var scores = numbers(out, "scores");
    var wanted = new ArrayList<long[]>();
    for (int c = 0; c < 3; c++) {
      int row = c * boxes.length;
      var order =
          IntStream.range(0, boxes.length)
              .filter(i -> scores[row + i] > 0.3f)
              .boxed()
              .sorted((a, b) -> Double.compare(scores[row + b], scores[row + a]))
              .toList();
      var kept = new ArrayList<Integer>();
      for (int i : order) {
        if (kept.size() < 5 && kept.stream().allMatch(k -> overlap(boxes[k], boxes[i]) <= 0.5)) {
          kept.add(i);
          wanted.add(new long[] {0, c, i});
        }
      }
    }
    assertThat(wanted.size()).isGreaterThan(3);
    assertThat(array(out, "kept").integers())
        .containsExactly(wanted.stream().flatMapToLong(Arrays::stream).toArray());
  }

  private static double overlap(double[] a, double[] b) {
    double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    double common = Math.max(width, 0) * Math.max(height, 0);
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common);
  }

  /** Volumes are sampled by an operator that exists from opset 20 on. */
  @Test
  void volumesAskForTheirOpset() {
    var model = Example.of("seeds/23-univoxel").plain();
    assertThat(model.getOpsetImport(0).getVersion()).isGreaterThanOrEqualTo(20);
    assertThat(Example.count(model, "GridSample")).isEqualTo(1);
  }

  /** Gates attached with zero weights reproduce the network to the last bit; with other weights, each changes it. */
  @Test
  void gatesOfZeroWeightsChangeNothing() throws IOException {
    var example = Example.of("seeds/35-fader");
    var inputs = Map.<String, Datum>of("image", values.uniform(2, 3, 16, 16));
    var bare = restored(example.with("gated", false), inputs);
    assertThat(restored(example, inputs)).containsExactly(bare);
    var weights = Weights.of(example);
    for (var gate : Map.of("gate_a.weight", 8, "gate_b.weight", 16).entrySet()) {
      var learned = Map.of(gate.getKey(), values.uniform(gate.getValue(), 8).reals());
      var file = weights.replaced(folder.resolve(gate.getKey() + ".safetensors"), learned);
      var changed = restored(example.weights(file), inputs);
      var by = IntStream.range(0, bare.length).mapToDouble(i -> changed[i] - bare[i]).toArray();
      assertThat(Values.largest(by)).as(gate.getKey()).isGreaterThan(0.01);
    }
  }

  private double[] restored(Example example, Map<String, Datum> inputs) {
    return numbers(Example.runtime(worker, example.optimized(worker), inputs), "restored");
  }

  /** Another head of one task leaves the other tasks' outputs the same to the last bit. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tasksDoNotDisturbEachOther(boolean isOptimized) throws IOException {
    var example = Example.of("seeds/37-lifelong");
    var other =
        example.weights(
            Weights.of(example)
                .replaced(
                    folder.resolve("other.safetensors"),
                    Map.of("head_3", values.uniform(4, 24).reals())));
    var before = isOptimized ? example.optimized(worker) : example.plain();
    var after = isOptimized ? other.optimized(worker) : other.plain();
    var x = values.uniform(5, 10);
    for (long task = 0; task < 3; task++) {
      var inputs = Map.<String, Datum>of("x", x, "task", Values.integers(shape(), task));
      var a = numbers(Example.runtime(worker, before, inputs), "logits");
      var b = numbers(Example.runtime(worker, after, inputs), "logits");
      if (task < 2) {
        assertThat(b).containsExactly(a);
      } else {
        assertThat(b).isNotEqualTo(a);
      }
    }
  }

  /** The four runs of the plain network, each with its own classes, averaged by hand. */
  @Test
  void fourRotationsAreAveraged() {
    var example = Example.of("seeds/50-label-augmentation");
    var image = values.uniform(2, 3, 16, 16);
    var whole = example.run(Map.of("image", image));
    var single = example.with("aggregate", false).reference();
    var turned = image;
    var wanted = new double[8];
    for (int r = 0; r < 4; r++) {
      var joint = numbers(single.run(Map.of("image", turned)), "joint");
      for (int i = 0; i < 2; i++) {
        for (int c = 0; c < 4; c++) {
          wanted[4 * i + c] += joint[16 * i + 4 * r + c] / 4;
        }
      }
      turned = quarter(turned);
    }
    assertClose(numbers(whole, "logits"), wanted, 1e-10);
  }

  /** Four calls with the same weights store them once, and turns that several of them begin with are made once. */
  @Test
  void rotationsShareTheirWeightsAndTurns() {
    var example =
        Example.program(
            """
            block quarter(x: tensor) { return transpose(x, [0, 1, 3, 2])[:, :, ::-1] }

            model Four {
              input image: f32[N, 3, 16, 16]
              param first: f32[8, 3, 3, 3] = he_normal()
              param second: f32[16, 8, 3, 3] = he_normal()
              param head: f32[16, 16] = glorot_normal()
              body = x => relu(convolve(relu(convolve(x, first, stride = 2)), second, stride = 2))
              views = [image, quarter(image), quarter(quarter(image)), quarter(quarter(quarter(image)))]
              joint = [global_pool(body(v)) @ head for v in views]
              output logits = (joint[0][:, 0:4] + joint[1][:, 4:8] + joint[2][:, 8:12] + joint[3][:, 12:]) / 4
              scores = reshape(global_pool(body(concat(views, axis = 0))) @ head, [4, -1, 4, 4])
              output batched = (scores[0, :, 0] + scores[1, :, 1] + scores[2, :, 2] + scores[3, :, 3]) / 4
            }
            """);
    var plain = example.plain();
    var compiled = example.optimized(worker);
    assertThat(Example.count(plain, "Transpose")).isEqualTo(6);
    assertThat(Example.count(compiled, "Transpose")).isEqualTo(3);
    var weights =
        compiled.getGraph().getInitializerList().stream().filter(t -> t.getDimsCount() == 4);
    assertThat(weights.count()).isEqualTo(2);
    var inputs = Map.<String, Datum>of("image", values.uniform(2, 3, 16, 16));
    var out = Example.runtime(worker, compiled, inputs);
    assertClose(numbers(out, "logits"), numbers(out, "batched"), 1e-5);
    assertThat(Values.largest(numbers(out, "logits"))).isGreaterThan(0.1);
  }

  private static Datum.Array quarter(Datum.Array x) {
    int n = 16;
    var at = x.reals();
    return Values.fill(
        x.shape(),
        k -> {
          int row = k / n % n;
          int column = k % n;
          return at[k / (n * n) * n * n + column * n + (n - 1 - row)];
        });
  }
}
