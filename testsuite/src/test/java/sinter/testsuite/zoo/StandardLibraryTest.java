package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.testsuite.reference.Agreement;

/**
 * The blocks of the standard library are documented, and compiled they compute what their operators
 * say one by one; that these say the formulas is the matter of the tests of formulas.
 */
class StandardLibraryTest extends OnRuntime {
  private static final long SEED = 59;
  private static final Path FOLDER =
      Path.of("..", "frontend", "src", "main", "std", "sinter", "frontend", "language", "std");
  private static final Pattern COMMENT = Pattern.compile("//.*");

  /** A text block or string literal that calls something. */
  private static final Pattern STRING =
      Pattern.compile(
          "\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\\w\\((?:[^\"\\\\\n]|\\\\.)*\"");

  private static final Pattern BLOCK = Pattern.compile("(?m)^(.*)\\nblock (\\w+)");

  StandardLibraryTest() {
    super(SEED);
  }

  /** A model with one input x of this shape and one output y. */
  static Example model(String input, String body) {
    return Example.program("model M {\n  input x: " + input + "\n" + body + "\n}\n");
  }

  static Example expression(String input, String expression) {
    return model(input, "  output y = " + expression);
  }

  static Stream<List<String>> calls() {
    return Stream.of(
            "f32[N, 4, 9] conv1d(x, 6, kernel = 5, dilation = 2, padding = \"causal\")",
            "f32[N, 4, 9] conv_transpose1d(x, 2)",
            "f32[N, 4, 9] conv_transpose1d(x, 2, kernel = 1, stride = 3)",
            "f32[N, 4, 5, 6] conv_transpose2d(x, 6, kernel = 3, groups = 2)",
            "f32[N, 4, 5, 6] conv2d(x, 6, kernel = [3, 1], stride = [1, 2], padding = 1)",
            "f32[N, 2, 3, 4, 5] conv_transpose3d(x, 3, kernel = 4)",
            "f32[N, 2, 3, 4, 5] depthwise_conv(x, kernel = [1, 3, 3])",
            "f32[N, 3, 7] bilinear(x, relu(x), 4)",
            "f32[N, 6] mlp(x, [5, 3], activation = silu)",
            "f32[N, 6] mlp(x, []) + 1.0",
            "f32[N, 6] peak(x, [1])",
            "f32[N, 6] peak(x)",
            "f32[N, 6] mean(x, keepdims = true)",
            "f32[N, 6] sum(x)",
            "f32[N, 6, 5] squared_distance(x, relu(x), axis = 1)",
            "f32[N, 6, 5] dot(x, x + 1.0)",
            "f32[N, 4, 3] cross_product(x, x[:, :1] + 1.0)",
            "f32[N, 6] norm(x)",
            "f32[N, 6, 5] group_norm(x, 3)",
            "f32[N, 6, 5] instance_norm(x)",
            "f32[N, 6, 5] channel_norm(x)",
            "f32[N, 6, 5, 4] channel_norm(x)",
            "f32[N, 6, 5] unified_norm(x)",
            "f32[N, 6] relu_squared(x)",
            "f32[N, 6] glu(x)",
            "f32[N, 6] maxout(x, 4, pieces = 3)",
            "f32[N, 6] max_min(x)",
            "f32[N, 6] gelu_tanh(x)",
            "f32[N, 3, 8] average_pool(x, 3, stride = 2, padding = 1)",
            "f32[N, 3, 8, 8] average_pool(x, 3, stride = 2, padding = 1, count_padding = true)",
            "f32[N, 3, 9, 9] max_pool(x, [3, 2], padding = \"same\")",
            "f32[N, 3, 4, 5] upsample(x, 3)",
            "f32[N, 3, 4, 5] upsample(x, mode = \"linear\")",
            "f32[N, 3, 4, 6] pixel_unshuffle(x)",
            "f32[N, 8, 4, 6] pixel_shuffle(x)",
            "f32[L, 2, 5] lstm(x, 4, reverse = true)[0]",
            "f32[L, 2, 5] gru(x, 4, bidirectional = true)[0]",
            "f32[L, 2, 5] rnn(x, 4)[1]",
            "f32[N, 6] rnn_cell(x, relu(x))",
            "f32[N, 6] lstm_cell(x, relu(x), tanh(x))[1]",
            "f32[N, L, 8] attention(x, 4, groups = 2, causal = true, rotary = true)",
            "f32[N, L, 8] attention(x, 2, context = relu(x), width = 4)",
            "f32[N, L, 8] attention(x, 4, groups = 2, mask = causal_mask(L, L))",
            "f32[N, 3] scatter_max(x - 40000.0, arange(N, i64) % 2, 3)",
            "f32[N, 3] scatter_max(cast(x * 9.0, i64), arange(N, i64) % 2, 3)",
            "f32[N, 3] segment_softmax(where(x > 0.5, x, log(x - x)), arange(N, i64) % 2, 2)",
            "f32[N, 5] sage_layer(x, arange(N, i64), arange(N, i64) % 2, 3)",
            "f32[N, L, 8] post_norm_layer(x, 2, norm = rms_norm)",
            "f32[N, L, 8] decoder_layer(x, relu(x), 2)",
            "f32[N, L, 8] gated_feed_forward(x, 12, activation = relu)",
            "f32[N, L, 8] mixture_of_experts(x, experts = 3, top = 2)",
            "f32[N, L, 8] mamba(x, state = 3)",
            "f32[N, 8, 4, 4] residual(x, x => squeeze_excite(x, 2))",
            "f32[N, 8, 6, 6] conv_first(x, group_width = 4, expand = 2)",
            "f32[N, 8, 6, 6] bottleneck(x, 2)",
            "f32[N, 5] kan_linear(x, 3, cells = 4, order = 2)",
            "f32[N, 5] radial_basis(x)",
            "f32[N, 5] tversky_layer(x, 3)",
            "f32[N, 5] kernel_linear(x, 3)",
            "f32[N, 5] random_fourier_features(x, 7)")
        .map(text ->
            List.of(
                text.substring(0, text.indexOf(']') + 1), text.substring(text.indexOf(']') + 2)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCompiledCallAgreesWithTheInterpreter(List<String> call) {
    var example = expression(call.get(0), call.get(1));
    var plain = example.plain();
    var optimized = example.optimized(worker);
    var reference = example.reference();
    for (long n : new long[] {1, 4}) {
      try (var read = example.read()) {
        var inputs = Inputs.draw(read, Map.of("N", n, "L", n + 2), Map.of(), SEED);
        var wanted = reference.run(inputs);
        for (var compiled : List.of(plain, optimized)) {
          assertThat(
                  Agreement.difference(
                      Example.runtime(worker, compiled, inputs), wanted, 1e-4, 1e-5))
              .as("%s at %d", call, n)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void everyBlockIsDocumentedAndCalledBySomeone() throws IOException {
    var callers = new StringBuilder();
    for (var folder : List.of(FOLDER, Path.of("..", "examples"))) {
      for (var program : files(folder, ".sinter")) {
        callers.append(COMMENT.matcher(Files.readString(program)).replaceAll(""));
      }
    }
    for (var test : files(Path.of("src/test/java/sinter/testsuite/zoo"), ".java")) {
      STRING.matcher(Files.readString(test)).results().forEach(m -> callers.append(m.group()));
    }
    var blocks = new ArrayList<String>();
    try (var files = Files.list(FOLDER)) {
      for (var f : files.toList()) {
        BLOCK
            .matcher(Files.readString(f))
            .results()
            .forEach(m -> {
              assertThat(m.group(1)).as(m.group(2)).startsWith("///");
              blocks.add(m.group(2));
            });
      }
    }
    assertThat(blocks).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    assertThat(blocks)
        .allSatisfy(b ->
            assertThat(Pattern.compile("(?<!block )\\b" + b + "\\b").matcher(callers).find())
                .as(b)
                .isTrue());
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(suffix)).toList();
    }
  }

  /** ⌈extent / stride⌉ results where windows overlap, and only whole windows where they do not. */
  @ParameterizedTest
  @CsvSource({
    "3,1,10,10",
    "3,2,10,5",
    "3,2,11,6",
    "7,2,32,16",
    "2,1,10,10",
    "4,2,10,5",
    "2,2,10,5",
    "16,16,32,2",
    "5,3,10,4"
  })
  void sameMeansTheExtentOverTheStride(int kernel, int stride, int extent, int expected) {
    var example =
        expression(
            "f32[1, 1, 4, " + extent + "]",
            "conv2d(x, 1, kernel = [1, %d], stride = [1, %d])".formatted(kernel, stride));
    var y = array(example.run(Map.of("x", values.uniform(1, 1, 4, extent))), "y");
    assertThat(y.shape()).containsExactly(1, 1, 4, expected);
  }

  @Test
  void transposedConvolutionsMultiplyTheExtent() {
    for (var kernel : List.of(2, 3, 4, 5)) {
      var example =
          expression("f32[1, 2, 5, 6]", "conv_transpose2d(x, 3, kernel = " + kernel + ")");
      assertThat(array(example.run(Map.of("x", values.uniform(1, 2, 5, 6))), "y").shape())
          .containsExactly(1, 3, 10, 12);
    }
  }
}
