package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.passes.Presets;
import sinter.testsuite.onnx.Corpus;

/**
 * Models before and after the default pipeline, both in double precision: what differs is the
 * rounding of folded weights to their type, or a fault.
 */
class PassesKeepMeaningTest {
  private static final long SEED = 20_26;

  /** Largest error of an output element, relative to the largest element of that output. */
  private static final double TOLERANCE = 1e-5;

  /** Shapes of inputs whose sizes are not free, by file. */
  private static final Map<String, long[]> SHAPES =
      Map.of(
          "ppocrv3_det_ch.onnx x",
          new long[] {1, 3, 64, 64},
          "silero_vad_16k_op15.onnx input",
          new long[] {2, 512});

  @TempDir Path folder;

  private final List<String> failures = new ArrayList<>();
  private final Conformance conformance = new Conformance();
  private int compared;

  @Test
  void optimizedCasesComputeTheSame() throws IOException {
    ConformanceCase.forEach(Corpus.find().resolve("conformance.zip"), this::check);
    System.out.printf("cases equal in double precision after -O2: %d%n", compared);
    assertThat(failures).isEmpty();
    assertThat(compared).isGreaterThan(1500);
  }

  private void check(ConformanceCase c) {
    if (!c.uncovered().isEmpty() || conformance.isRandom(c)) {
      return;
    }
    var before = Reference.run(c.model(), c.inputs());
    try {
      var after = Reference.run(Optimized.by(Presets.of("O2"), c.model(), folder), c.inputs());
      before.forEach((name, value) -> compare(c.id(), value, after.get(name)));
      compared++;
    } catch (IllegalArgumentException e) {
      failures.add(c.id() + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(String what, Datum before, @Nullable Datum after) {
    if (after == null) {
      failures.add(what + ": an output is gone");
      return;
    }
    Closeness.difference(after, before, null).ifPresent(d -> failures.add(what + ": " + d));
  }

  @Test
  void optimizedModelsComputeTheSame() throws IOException {
    List<Path> models;
    try (var files = Files.walk(Corpus.find().resolve("models"))) {
      models = files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    for (var file : models) {
      var model = ModelProto.parseFrom(Files.readAllBytes(file));
      var inputs = inputs(file.getFileName().toString(), model);
      var before = Reference.of(model, file.getParent()).run(inputs);
      var after = Reference.run(Optimized.by(Presets.of("O2"), file), inputs);
      double worst = 0;
      for (var output : before.entrySet()) {
        var own = (Datum.Array) Objects.requireNonNull(after.get(output.getKey()));
        worst = Math.max(worst, Agreement.error(own, (Datum.Array) output.getValue()));
      }
      System.out.printf(
          "%s (seed %d): largest relative error %.1e%n", file.getFileName(), SEED, worst);
      assertThat(worst).as("%s, seed %d", file.getFileName(), SEED).isLessThan(TOLERANCE);
    }
  }

  private static Map<String, Datum> inputs(String file, ModelProto model) {
    var random = new SplittableRandom(SEED);
    var initializers =
        model.getGraph().getInitializerList().stream()
            .map(t -> t.getName())
            .collect(Collectors.toSet());
    var inputs = new HashMap<String, Datum>();
    for (var input : model.getGraph().getInputList()) {
      if (!initializers.contains(input.getName())) {
        inputs.put(input.getName(), value(file, input, random));
      }
    }
    return inputs;
  }

  /** Free sizes are 2; integers are 0 or 1, except a sample rate. */
  private static Datum value(String file, ValueInfoProto input, SplittableRandom random) {
    var type = input.getType().getTensorType();
    var stated =
        type.getShape().getDimList().stream()
            .mapToLong(d -> d.getDimValue() > 0 ? d.getDimValue() : 2)
            .toArray();
    var shape = SHAPES.getOrDefault(file + " " + input.getName(), stated);
    var elements = DataType.of(type.getElemType());
    int count = Grid.count(shape);
    if (elements.isReal()) {
      var values = random.doubles(count, -1, 1).map(DataType.FLOAT::round).toArray();
      return Datum.Array.reals(elements, shape, values);
    }
    return input.getName().equals("sr")
        ? Datum.Array.integers(elements, shape, 16_000)
        : Datum.Array.integers(elements, shape, random.longs(count, 0, 2).toArray());
  }
}
