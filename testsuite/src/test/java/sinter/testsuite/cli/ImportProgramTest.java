package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;
import sinter.testsuite.onnx.Corpus;

/** {@code import --as sinter}: programs of models, and what they compile to. */
final class ImportProgramTest {
  /** Of the nodes of a model: most lines of its program, where it is bound. */
  private static final double MOST_LINES = 0.4;

  @TempDir private static Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  /** The ONNX file of a program. */
  private static Path model(String name, String program) {
    var source = folder.resolve(name + "_source.sinter");
    var model = folder.resolve(name + ".onnx");
    try {
      Files.writeString(source, program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Line.run("compile", source.toString(), "-O0", "-o", model.toString()).returns(0);
    return model;
  }

  private static Path text(String name, String head, String... statements) {
    var text = head + " {\n  " + String.join("\n  ", statements) + "\n}\n";
    return Line.model(folder, name + ".onnx", "model ir 8 opset 17 opset \"own\" 1\n\n" + text);
  }

  /** The program of {@code model}, which has compiled to an equal one. */
  private static String program(Path model, String name) {
    var program = folder.resolve(name + ".sinter");
    var again = folder.resolve(name + "_again.onnx");
    Line.run("import", model.toString(), "--as", "sinter", "-o", program.toString()).returns(0);
    Line.run("compile", program.toString(), "-O0", "-o", again.toString()).returns(0);
    Line.run("diff", model.toString(), again.toString()).returns(0);
    try {
      return Files.readString(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void repetitionsBecomeBlocksAndLoops() {
    var model =
        model(
            "repeated",
            """
            block Unit(x, channels) { return x + relu(batch_norm(conv2d(x, channels))) }
            block Stage(x, channels) {
              x = relu(conv2d(x, channels, stride = 2))
              for i in 0..6 { x = Unit(x, channels) }
              return x
            }
            model Net {
              input image: f32[N, 3, 32, 32]
              a = Stage(image, 8)
              b = Stage(a, 16)
              c = Stage(b, 32)
              output x = concat([global_pool(a), global_pool(b)], axis = 1)
              output y = global_pool(c)
            }
            """);
    var program = program(model, "repeated");
    assertThat(program)
        .contains("block ", "for ", "|>", "weights repeated from \"repeated.onnx\" by use");
    assertThat(program).contains("input image: f32[N, 3, 32, 32]", "output x", "output y");
    assertThat(program.lines().count()).isLessThan(24);
  }

  @Test
  void branchesKeepTheOrderOfTheirWeights() {
    var model =
        model(
            "branches",
            """
            model Net {
              input image: f32[N, 8, 16, 16]
              a = relu(conv2d(image, 8))
              b = conv2d(conv2d(image, 8, kernel = 1), 8, stride = 1, bias = false)
              c = sigmoid(a) * conv2d(b, 8) - a
              output y = concat([c, b, a], axis = 1) |> max_pool(3, 2, 1)
              output z = mean(c @ transpose(c, [0, 1, 3, 2]), [1])
            }
            """);
    assertThat(program(model, "branches")).contains("output y", "output z");
  }

  @Test
  void slicesAndElementsAreIndices() {
    var model =
        model(
            "spans",
            """
            model Net {
              input x: f32[N, 6, 8, 8]
              output halves = concat([x[:, :3] * 2.0, x[:, 3:]], axis = 1)[:, :, ::2, 1:-1]
              output reverse = relu(x[:, ::-1])[N / 2:, 2]
              output last = (x + 1.0)[:, -1, -5:, 0]
            }
            """);
    assertThat(program(model, "spans"))
        .contains("[:, :3]", "[:, 3:]", "[:, :, ::2, 1:-1]", "[:, ::-1]", "(x + 1.0)[:, :, ")
        .contains("N / 2", "[:, -1]")
        .doesNotContain("slice(", "gather(");
  }

  /** Ends beyond the axis, axes and steps that are left out, and axes that count from the end. */
  @Test
  void slicesThatAreWrittenOtherwiseStayTheSame() {
    var model =
        text(
            "bounds",
            "graph @g (%x: f32[N, 6, 4]) -> (%y: f32[?, ?, ?], %z: f32[?, ?, ?])",
            "%s = const [1, -2] : i64[2]",
            "%e = const [2147483647, 100] : i64[2]",
            "%y = onnx::Slice@17(%x, %s, %e)",
            "%a = const [-1, 1] : i32[2]",
            "%p = const [5, -1] : i32[2]",
            "%q = const [-100, 0] : i32[2]",
            "%t = const [-2, 2] : i32[2]",
            "%z = onnx::Slice@17(%x, %p, %q, %a, %t)");
    var program = program(model, "bounds");
    assertThat(program).contains("x[1:, -2:]", "x[:, -1:0:2, ::-2]");
  }

  @Test
  void sharedWeightsAreDeclaredOnce() {
    var model =
        model(
            "shared",
            """
            model Net {
              input x: f32[N, 16]
              param w: f32[16, 16] = he_normal()
              output y = relu(relu(x @ w) @ w) @ w
            }
            """);
    assertThat(program(model, "shared")).containsOnlyOnce("stored([16, 16])");
  }

  @Test
  void shapeArithmeticIsWrittenAsExtents() {
    var model =
        text(
            "shapes",
            "graph @g (%x: f32[N, 6, 4]) -> (%y: f32[N, 24])",
            "%s = onnx::Shape@17(%x)",
            "%i = const [0] : i64[]",
            "%n = onnx::Gather@17(%s, %i)",
            "%a = const [0] : i64[1]",
            "%u = onnx::Unsqueeze@17(%n, %a)",
            "%r = const [24] : i64[1]",
            "%t = onnx::Concat@17(%u, %r) {axis = 0}",
            "%f = onnx::Reshape@17(%x, %t)",
            "%y = onnx::Relu@17(%f)");
    assertThat(program(model, "shapes")).contains("reshape([N, 24])").doesNotContain("gather");
  }

  @Test
  void controlFlowBecomesStatements() {
    var model =
        model(
            "control",
            """
            model Net {
              input x: f32[5, N]
              input positive: bool[]
              input count: i64[]
              if positive { y = x * 2.0; z = relu(x) } else { y = -x; z = x + y }
              h = sum(x, [0])
              loop i in 0..count carry h while reduce_sum(h, keepdims = false) < 100.0 {
                h = h * 1.5
                yield steps = h + 1.0
              }
              k = h
              scan row in reversed x carry k { k = k + row; yield sums = k * 0.5 }
              output a = y - z
              output b = h + k
              output c = sums
            }
            """);
    assertThat(program(model, "control"))
        .contains("if positive {", "} else {", "loop ", "while ", "scan ");
  }

  @Test
  void oddNamesAreKept() {
    var model =
        text(
            "odd",
            "graph @g (%\"input.1\": f32[N, 3], %\"x:0\": f32[N, 3], %f32: f32[3]) -> (%\"dense/Add:0\": f32[N, 3])",
            "%\"a/b\" = onnx::Add@17(%\"input.1\", %\"x:0\")",
            "%\"dense/Add:0\" = onnx::Mul@17(%\"a/b\", %f32)");
    assertThat(program(model, "odd"))
        .contains(
            "input input_1 named \"input.1\": f32[N, 3]", "named \"x:0\"", "named \"dense/Add:0\"");
  }

  @Test
  void unknownOperatorsAreForeign() {
    var model =
        text(
            "foreign",
            "graph @g (%x: f32[N, 3]) -> (%y: f32[N, 3])",
            "%y = own::Odd@1(%x) {alpha = 0.5, kinds = [1, 2]} : f32[N, 3]");
    var line = Line.run("import", model.toString(), "--as", "sinter").returns(0);
    assertThat(line.out()).contains("foreign(\"own\", \"Odd\", x, alpha = 0.5, kinds = [1, 2])");
  }

  @Test
  void attributesOfAnyNameAreKept() {
    var model =
        text(
            "words",
            "graph @g (%x: f32[N, 3]) -> (%y: f32[N, 3])",
            "%y = own::Odd@1(%x) {in = 1, loop = \"a\", version = 7, outputs = [1.5], \"a b\" = 2, op = 3, plain_1 = 4} : f32[N, 3]");
    var program = folder.resolve("words.sinter");
    var again = folder.resolve("words_again.onnx");
    Line.run("import", model.toString(), "--as", "sinter", "-o", program.toString()).returns(0);
    assertThat(read(program))
        .contains("\"in\" = 1", "\"loop\" = \"a\"", "\"version\" = 7", "\"outputs\" = [1.5]")
        .contains("\"a b\" = 2", "plain_1 = 4");
    Line.run("fmt", "--check", program.toString()).returns(0);
    Line.run("compile", program.toString(), "-O0", "--no-verify", "-o", again.toString())
        .returns(0);
    var first = Line.run("import", model.toString()).returns(0).out();
    var second = Line.run("import", again.toString()).returns(0).out();
    for (var text : List.of(first, second)) {
      assertThat(text)
          .contains(
              "in = 1", "loop = \"a\"", "version = 7", "outputs = [1.5]", "\"a b\" = 2", "op = 3");
    }
  }

  private static String read(Path program) {
    try {
      return Files.readString(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatCannotBeSaidIsToldByName() {
    var model =
        text(
            "sequences",
            "graph @g (%x: seq(f32[N, 3])) -> (%y: f32[N, 3])",
            "%y = onnx::ConcatFromSequence@17(%x) {axis = 0}");
    var line = Line.run("import", model.toString(), "--as", "sinter").returns(Main.INPUT);
    assertThat(line.err()).contains("input x is", "inputs of a program are tensors");
  }

  /** Operators of every precedence around each other, around extents and around weights, as trees of random shape. */
  @Test
  void parenthesesKeepWhatBelongsTogether() {
    for (long seed = 0; seed < 12; seed++) {
      var statements = new ArrayList<String>();
      var random = new SplittableRandom(seed);
      statements.add("%s = onnx::Shape@17(%x) : i64[2]");
      statements.add("%zero = const [0] : i64[]");
      statements.add("%n = onnx::Gather@17(%s, %zero) : i64[]");
      statements.add("%two = const [2] : i64[]");
      statements.add("%m = onnx::Add@17(%n, %two) : i64[]");
      statements.add("%k = onnx::Mul@17(%m, %two) : i64[]");
      statements.add("%q = onnx::Sub@17(%n, %m) : i64[]");
      statements.add("%half = const [0.5] : f32[]");
      statements.add("%less = const [-1.5] : f32[]");
      for (int i = 0; i < 2; i++) {
        statements.add(
            "%%w%d = const [%s] : f32[8]"
                .formatted(
                    i,
                    random
                        .doubles(8, 0.5, 2)
                        .mapToObj(d -> "%.3f".formatted(d))
                        .collect(Collectors.joining(", "))));
      }
      var floats = new ArrayList<>(List.of("x", "w0", "w1", "half", "less"));
      var integers = new ArrayList<>(List.of("i", "n", "m", "k", "q", "two"));
      for (int i = 0; i < 6; i++) {
        combine("f" + i, i == 0 ? "x" : "f" + (i - 1), floats, random, statements, "Div");
        combine("j" + i, i == 0 ? "i" : "j" + (i - 1), integers, random, statements, "Mul");
      }
      statements.add("%y = onnx::Tanh@17(%f5)");
      statements.add("%z = onnx::Identity@17(%j5)");
      var model =
          text(
              "tree" + seed,
              "graph @g (%x: f32[N, 8], %i: i64[N, 8]) -> (%y: f32[N, 8], %z: i64[N, 8])",
              statements.toArray(String[]::new));
      assertThat(program(model, "tree" + seed)).as("seed " + seed).contains("output y", "output z");
    }
  }

  /** {@code name = last op other}, or the other way round; {@code other} is one of {@code among}, which {@code name} joins. */
  private static void combine(
      String name,
      String last,
      List<String> among,
      SplittableRandom random,
      List<String> into,
      String fourth) {
    var op = List.of("Add", "Sub", "Mul", fourth).get(random.nextInt(4));
    var other = among.get(random.nextInt(among.size()));
    boolean isLeft = random.nextBoolean();
    into.add(
        "%%%s = onnx::%s@17(%%%s, %%%s)"
            .formatted(name, op, isLeft ? last : other, isLeft ? other : last));
    among.add(name);
  }

  /** What the passes make of the networks of papers is more varied than what people write. */
  @TestFactory
  Stream<DynamicTest> optimizedExamplesCompileToEqualOnes() throws IOException {
    try (var files = Files.list(Path.of("..", "examples", "seeds"))) {
      return files.filter(f -> f.toString().endsWith(".sinter")).sorted().toList().stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> optimized(f)));
    }
  }

  private static void optimized(Path source) {
    var name = source.getFileName().toString().replaceAll("\\W", "_");
    var model = folder.resolve(name + ".onnx");
    Line.run("compile", source.toString(), "--no-verify", "-o", model.toString()).returns(0);
    assertThat(program(model, name)).contains("model ", "output ");
  }

  @TestFactory
  Stream<DynamicTest> corpusModelsCompileToEqualOnes() throws IOException {
    var models = Corpus.find().resolve("models");
    List<Path> all;
    try (var files = Files.walk(models)) {
      all = files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(14);
    return all.stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> corpus(f)));
  }

  private static void corpus(Path model) {
    var name = model.getFileName().toString().replace(".onnx", "").replaceAll("\\W", "_");
    long lines = program(model, name).lines().count();
    if (name.startsWith("shufflenet") || name.startsWith("yolox")) {
      var json = Line.run("import", model.toString(), "--as", "sinter", "--json").returns(0).json();
      assertThat(json.get("lines").asLong()).isEqualTo(lines);
      assertThat(lines).isLessThanOrEqualTo((long) (MOST_LINES * json.get("nodes").asLong()));
    }
  }
}
