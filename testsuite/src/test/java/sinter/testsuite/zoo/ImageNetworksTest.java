package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.io.IOException;
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
import sinter.grammar.onnx.ModelProto;
import sinter.testsuite.reference.Datum;

/** What the papers' image, text and sequence networks promise beyond computing what they say. */
class ImageNetworksTest extends OnRuntime {
  private static final long SEED = 47;

  @TempDir Path folder;

  ImageNetworksTest() {
    super(SEED);
  }

  /** An output computed alone, after all that only others need is gone, is the same to the last bit. */
  @ParameterizedTest
  @CsvSource({
    "06-s2snet,probability",
    "10-svhn,length",
    "10-svhn,digit3",
    "38-diffusion-classifier,features",
    "60-seas,tap1",
    "60-seas,tap2",
    "60-seas,tap3",
    "60-seas,image"
  })
  void anOutputAloneIsTheSame(String file, String output) throws IOException {
    var example = Example.of("seeds/" + file);
    var whole = example.optimized(worker);
    var part = Example.only(whole, folder.resolve("cut.onnx"), output);
    try (var model = example.read()) {
      var inputs = Inputs.draw(model, Map.of("N", 2L, "L", 5L), Map.of("tokens", 96), SEED);
      var all = Example.runtime(worker, whole, inputs);
      var names = part.getGraph().getInputList().stream().map(i -> i.getName()).toList();
      inputs.keySet().retainAll(names);
      var one = Example.runtime(worker, part, inputs);
      assertThat(numbers(one, output)).containsExactly(numbers(all, output));
    }
    assertThat(part.getGraph().getNodeCount()).isLessThan(whole.getGraph().getNodeCount());
    assertThat(part.getGraph().getInitializerCount())
        .isLessThan(whole.getGraph().getInitializerCount());
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
  void allInputsHaveTheirNamesAndShapes() {
    var model = Example.of("seeds/07-ti-cnn").plain();
    assertThat(model.getGraph().getInputList().stream().map(i -> i.getName()))
        .containsExactly("words", "image", "text_facts", "image_facts");
    assertThat(symbols(model, 0)).containsExactly("N", "L");
    assertThat(symbols(model, 1)).containsExactly("N", "3", "32", "32");
    assertThat(symbols(model, 2)).containsExactly("N", "31");
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

  /** Statistics of three axes fold into convolutions as those of two do. */
  @Test
  void batchNormalizationOfClipsFolds() {
    var example = Example.of("seeds/17-uniformer");
    long before = Example.count(example.plain(), "BatchNormalization");
    long after = Example.count(example.optimized(worker), "BatchNormalization");
    assertThat(before).isEqualTo(6);
    assertThat(after).isLessThan(before);
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

  @Test
  void gatesOfZeroWeightsChangeNothing() {
    var example = Example.of("seeds/35-fader");
    var inputs = Map.<String, Datum>of("image", values.uniform(2, 3, 16, 16));
    assertThat(numbers(example.run(inputs), "restored"))
        .containsExactly(numbers(example.with("gated", false).run(inputs), "restored"));
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
    assertThat(
            example.optimized(worker).getGraph().getInitializerList().stream()
                .filter(t -> t.getDimsCount() == 4)
                .count())
        .isEqualTo(2);
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
