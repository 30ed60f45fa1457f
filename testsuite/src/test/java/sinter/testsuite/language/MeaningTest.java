package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;

/** What programs compute, against plain arithmetic. */
class MeaningTest {
  private static final String ASSERTED =
      "model Net() {\n input x: f32[N]\n assert %s\n output y = x + 0\n}\n";

  private static final double[] X = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12};

  /** The outputs for x: f32[3, 4] = 1, -2, 3, … . */
  private static Map<String, Datum> run(String body) {
    var program = "model Net() {\n  input x: f32[N, T]\n" + body.indent(2) + "}\n";
    try (var model = Programs.model(program)) {
      return Networks.run(
          model, Map.of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X)));
    }
  }

  private static double[] reals(String body) {
    return ((Datum.Array) Objects.requireNonNull(run(body).get("y"))).reals();
  }

  private static long[] shape(String body) {
    return ((Datum.Array) Objects.requireNonNull(run(body).get("y"))).shape();
  }

  private static double[] each(DoubleUnaryOperator f) {
    return DoubleStream.of(X).map(f).toArray();
  }

  @Test
  void operatorsWorkOnTensorsAndNumbers() {
    assertThat(reals("output y = -x * 2 + 3 / (x * x) - 1.5 ** 2"))
        .containsExactly(each(v -> -v * 2 + 3 / (v * v) - 2.25), within(1e-6));
    assertThat(reals("output y = cast(x > 0 and not (x > 8) or x == -12, f32)"))
        .containsExactly(each(v -> (v > 0 && !(v > 8)) || v == -12 ? 1 : 0));
    assertThat(reals("output y = x % 5.0")).containsExactly(each(v -> v % 5), within(1e-6));
    assertThat(reals("output y = x @ transpose(x, [1, 0])")).startsWith(30.0, 70.0, 110.0);
  }

  @Test
  void symbolsAreComputedWhenTheModelRuns() {
    assertThat(reals("output y = x * N + (T - 6) / 4"))
        .containsExactly(each(v -> v * 3 + Math.floorDiv(4 - 6, 4)));
    assertThat(reals("output y = x * max(N, T) + min(N, 2) - N % 2 + N * T / 5"))
        .containsExactly(each(v -> v * 4 + 2 - 1 + 2));
    assertThat(shape("output y = reshape(x, [T / 2, N * 2])")).containsExactly(2, 6);
    assertThat(shape("output y = zeros([T - 1, N + 2]) + reshape(x, [N * T])[0]"))
        .containsExactly(3, 5);
    assertThat(reals("output y = arange(T, f32) + x[0] * 0")).containsExactly(0, 1, 2, 3);
  }

  @Test
  void indicesSliceAndGather() {
    assertThat(reals("output y = x[1]")).containsExactly(5, -6, 7, -8);
    assertThat(reals("output y = x[:, -1]")).containsExactly(-4, -8, -12);
    assertThat(reals("output y = x[::-1, 1:3]")).containsExactly(-10, 11, -6, 7, -2, 3);
    assertThat(reals("output y = x[..., T - 2:]")).containsExactly(3, -4, 7, -8, 11, -12);
    assertThat(reals("output y = x[1:, 0]")).containsExactly(5, 9);
    assertThat(reals("output y = x[N - 4:]")).containsExactly(9, -10, 11, -12);
    assertThat(reals("output y = x[:, [3, 0]]")).containsExactly(-4, 1, -8, 5, -12, 9);
    assertThat(shape("output y = x[:, new, ..., new]")).containsExactly(3, 1, 4, 1);
    assertThat(shape("output y = x[new, 0, :, new]")).containsExactly(1, 4, 1);
  }

  @Test
  void branchesThatRunWithTheModelMergeWhatTheyChange() {
    var branch =
        """
        y = x
        k = 2.0
        if sum(x, axes = [0, 1]) > %s {
          y = x + 1
          k = 3.0
        } else {
          k = 4.0
        }
        output y = y * k
        """;
    assertThat(reals(branch.formatted("-100"))).containsExactly(each(v -> (v + 1) * 3));
    assertThat(reals(branch.formatted("100"))).containsExactly(each(v -> v * 4));
  }

  @Test
  void loopsCarryAndCollect() {
    var counted =
        """
        h = x
        loop i in 2..5 carry h {
          h = h * 0.5 + cast(i, f32)
          yield hs = h
        }
        output y = concat([h[new], hs], axis = 0)
        """;
    var expected = new ArrayList<Double>();
    var rounds = new ArrayList<double[]>();
    var h = X;
    for (int i = 2; i < 5; i++) {
      int step = i;
      h = DoubleStream.of(h).map(v -> v * 0.5 + step).toArray();
      rounds.add(h);
    }
    rounds.addFirst(h);
    rounds.forEach(r -> DoubleStream.of(r).forEach(expected::add));
    assertThat(reals(counted))
        .containsExactly(expected.stream().mapToDouble(d -> d).toArray(), within(1e-5));
    var conditional =
        """
        total = 0.0
        n = 0
        loop carry total, n while total < 10 { total = total + 3; n = n + 1 }
        output y = x * 0 + total + cast(n, f32) * 100
        """;
    assertThat(reals(conditional)).containsOnly(412.0);
  }

  @Test
  void aLoopThatOnlyCollectsHasPlacesForCountAndCondition() {
    var body = "loop i in 0..3 { yield y = x * cast(i, f32) }\noutput all = y";
    var collected =
        DoubleStream.of(0, 1, 2).flatMap(i -> DoubleStream.of(X).map(v -> v * i)).toArray();
    assertThat(((Datum.Array) Objects.requireNonNull(run(body).get("all"))).reals())
        .containsExactly(collected);
    try (var model = Programs.model("model Net {\n  input x: f32[3]\n" + body + "\n}\n")) {
      var loops =
          Networks.message(model).getGraph().getNodeList().stream()
              .filter(n -> n.getOpType().equals("Loop"));
      assertThat(loops).extracting(n -> n.getInputCount()).containsExactly(2);
    }
  }

  @Test
  void aScanIsItsUnrolledLoop() {
    var scan =
        """
        h = zeros([N])
        scan column in x along 1, back in reversed x along 1 carry h {
          h = h * 0.5 + column - back * 0.25
          yield hs = h
        }
        output y = concat([h[new], hs], axis = 0)
        """;
    var expected = new double[5 * 3];
    var h = new double[3];
    for (int t = 0; t < 4; t++) {
      for (int n = 0; n < 3; n++) {
        h[n] = h[n] * 0.5 + X[n * 4 + t] - X[n * 4 + 3 - t] * 0.25;
        expected[(t + 1) * 3 + n] = h[n];
      }
    }
    System.arraycopy(h, 0, expected, 0, 3);
    assertThat(reals(scan)).containsExactly(expected, within(1e-5));
    var unrolled =
        """
        h = zeros([N])
        hs = []
        for t in 0..4 {
          h = h * 0.5 + x[:, t] - x[:, 3 - t] * 0.25
          hs = hs + [h[new]]
        }
        output y = concat([h[new]] + hs, axis = 0)
        """;
    assertThat(reals(unrolled)).containsExactly(expected, within(1e-5));
  }

  @Test
  void blocksBindExtentsAndElementTypes() {
    var program =
        """
        block scaled(a: T[N, ...S, C], by: float = C / 2.0, f: block = relu) -> T[N, ...S, C] where C > 1 {
          return f(a * by) + cast(N - N, T) * 0
        }
        model Net() {
          input x: f32[N, 4]
          half, whole = [scaled(x, f = v => v + 1), scaled(x, 1.0)]
          output y = half + 10 * whole
        }
        """;
    try (var model = Programs.model(program)) {
      var y =
          Networks.run(model, Map.of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X)))
              .get("y");
      assertThat(((Datum.Array) Objects.requireNonNull(y)).reals())
          .containsExactly(each(v -> v * 2 + 1 + 10 * Math.max(v, 0)), within(1e-5));
    }
  }

  @Test
  void compileTimeValuesAreExact() {
    var body =
        """
        widths = [w * 2 for i, w in [3, 5, 7] if i != 1]
        assert widths == [6, 14] and len(widths) == 2, "comprehension"
        assert 7 / 2 == 3 and -7 / 2 == -4 and -7 % 3 == 2 and 7 / 2.0 == 3.5, "division"
        assert 2 ** 10 == 1024 and 2 ** -1 == 0.5, "power"
        assert "s{1 + 1}.{widths[0]}" == "s2.6", "text"
        assert sum(widths) == 20 and max(3, 4) == 4 and min([5, 2]) == 2 and prod([2, 3]) == 6, "folds"
        assert reverse([1, 2])[0] == 2 and zip([1, 2], [3, 4])[1] == [2, 4], "lists"
        assert (N * T / T == N) and (2 * N - N == N), "symbols"
        assert int(2.7) == 2 and round(2.5) == 2 and floor(-0.5) == -1, "rounding"
        output y = x
        """;
    assertThat(reals(body)).containsExactly(X);
  }

  @Test
  void parametersOfTheModelAreSetFromOutside() {
    var program =
        """
        model Net(width: int = 3, scale: float = 1.0, act: block = relu, sizes: [int] = [1]) {
          input x: f32[N, T]
          output y = act(x) * scale + width + sum(sizes)
        }
        """;
    var given = Map.of("width", "2 + 5", "scale", "0.5", "act", "abs", "sizes", "[1, 2]");
    try (var model = Programs.model(program, given)) {
      var y =
          Networks.run(model, Map.of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X)))
              .get("y");
      assertThat(((Datum.Array) Objects.requireNonNull(y)).reals())
          .containsExactly(each(v -> Math.abs(v) * 0.5 + 7 + 3), within(1e-6));
    }
  }

  @Test
  void constantsOfAFileAreKnownInTypesAndOutsideLoops() {
    var program =
        """
        const WIDTH = 4
        const TAPS = tensor([1.0, 2.0, 3.0, 4.0])
        block twice(a: f32[N, WIDTH]) { return a * 2 }
        model Net() {
          input x: f32[N, WIDTH]
          const identity: f32[4, 4] = eye()
          if sum(x, axes = [0, 1]) > 0 { z = twice(x) * TAPS[1] } else { z = x @ identity * TAPS[1] }
          output y = z + TAPS[0]
        }
        """;
    try (var model = Programs.model(program)) {
      assertThat(model.main().body().params().getFirst().type()).hasToString("f32[N, 4]");
      var y =
          Networks.run(model, Map.of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X)))
              .get("y");
      assertThat(((Datum.Array) Objects.requireNonNull(y)).reals())
          .containsExactly(each(v -> v * 2 + 1), within(1e-6));
    }
  }

  @Test
  void pixelsComeBackFromChannels() {
    var there = "output y = pixel_unshuffle(pixel_shuffle(reshape(x, [1, 12, 1, 1])))";
    assertThat(reals(there)).containsExactly(X);
  }

  @Test
  void newAxesCountWhatIndicesLeave() {
    assertThat(shape("output y = x[[0, 2], new]")).containsExactly(2, 1, 4);
    assertThat(shape("output y = x[tensor([[0, 2], [1, 1]]), new]")).containsExactly(2, 2, 1, 4);
    assertThat(reals("output y = cast(tensor(x * 0.1, f16), f32)"))
        .containsExactly(each(v -> v * 0.1), within(1e-3));
  }

  @Test
  void powersOfIntegersAreExact() {
    assertThat(Programs.model(ASSERTED.formatted("(-1) ** 100 == 1 and (-1) ** 101 == -1")))
        .isNotNull();
    assertThat(Programs.model(ASSERTED.formatted("(-2) ** 63 == int(-9223372036854775808.0)")))
        .isNotNull();
    assertThat(Programs.model(ASSERTED.formatted("3 ** 39 == 4052555153018976267"))).isNotNull();
    assertThat(Programs.model(ASSERTED.formatted("0 ** 0 == 1 and 0 ** 9 == 0 and 1 ** 9 == 1")))
        .isNotNull();
    assertThat(Programs.model(ASSERTED.formatted("string(1 ** -1) == \"1.0\""))).isNotNull();
  }

  @Test
  void numbersAreComparedWithoutRounding() {
    for (var fact :
        List.of(
            "9223372036854775808 != 9223372036854775807",
            "18446744073709551615 != 18446744073709551614",
            "18446744073709551615 == 18446744073709551615",
            "9007199254740993 != 9007199254740992.0",
            "9007199254740993 > 9007199254740992.0",
            "9007199254740992 == 9007199254740992.0",
            "[9007199254740993] != [9007199254740992.0]",
            "-1 < -1.0 + 0.5 and 2 <= 2.0 and 2 >= 2.0 and not 2 > 2.0",
            "9223372036854775807 < 1.0 / 0.0 and 1.0 / 0.0 == 1.0 / 0.0",
            "0.0 / 0.0 != 0.0 / 0.0 and not 0.0 / 0.0 < 1 and not 1 <= 0.0 / 0.0",
            "0.0 == -0.0 and 0 == -0.0 and 0.1 != 1 / 3.0")) {
      assertThat(Programs.model(ASSERTED.formatted(fact))).as(fact).isNotNull();
    }
  }

  @Test
  void aLambdaSeesTheVariablesAsTheyAreWhereItIsWritten() {
    var carried = "h = x\nf = z => z + h\nloop i in 0..3 carry h { h = f(h) }\noutput y = h";
    assertThat(reals(carried)).containsExactly(each(v -> 4 * v));
    var later = "h = x\nf = z => z + h\nh = x * 100\noutput y = f(x)";
    assertThat(reals(later)).containsExactly(each(v -> 2 * v));
    var unrolled = "fs = [z => z * i for i in 1..4]\noutput y = fs[0](x) + fs[2](x)";
    assertThat(reals(unrolled)).containsExactly(each(v -> 4 * v));
  }

  @Test
  void aReshapeHoldsForAnEmptyBatch() {
    var program = "model Net() {\n input x: f32[N, W, 8]\n output y = reshape(x, [N, W * 8])\n}\n";
    for (long batch : new long[] {0, 2}) {
      var x =
          Datum.Array.reals(DataType.FLOAT, new long[] {batch, 3, 8}, new double[(int) batch * 24]);
      try (var model = Programs.model(program)) {
        var y = Networks.run(model, Map.of("x", x)).get("y");
        assertThat(((Datum.Array) Objects.requireNonNull(y)).shape()).containsExactly(batch, 24);
      }
    }
  }

  @Test
  void bothChecksOfALoopComputeTheSame() {
    var program =
        """
        block level(h: f32[N, 4]) {
          param w: f32[4] = uniform(0.5, 1.0)
          return sum(h * h * w, [0, 1])
        }
        model Net() {
          input x: f32[N, 4]
          h = x
          loop i in 0..9 carry h while level(h) < 60000.0 {
            h = h * 2.0
            yield path = sum(h, [0, 1])
          }
          output y = h
          output z = path
        }
        """;
    try (var model = Programs.model(program)) {
      var stored =
          model.main().body().allNodes().stream()
              .map(n -> n.result(0))
              .filter(v -> String.valueOf(v.name()).startsWith("level"))
              .filter(v -> v.constant() != null)
              .toList();
      assertThat(stored).extracting(v -> v.name()).containsExactly("level.w");
      var w = Objects.requireNonNull(stored.getFirst().constant());
      double level = 0;
      for (int i = 0; i < X.length; i++) {
        level += X[i] * X[i] * w.doubleAt(i % 4);
      }
      int rounds = 0;
      for (double at = level; at < 60000 && rounds < 9; at *= 4) {
        rounds++;
      }
      assertThat(rounds).isBetween(2, 8);
      double factor = Math.pow(2, rounds);
      var given =
          Map.<String, Datum>of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X));
      var found = Networks.run(model, given);
      assertThat(((Datum.Array) Objects.requireNonNull(found.get("y"))).reals())
          .containsExactly(each(v -> v * factor));
      assertThat(((Datum.Array) Objects.requireNonNull(found.get("z"))).shape())
          .containsExactly(rounds);
    }
  }

  @Test
  void theConditionOfALoopSeesItsCounter() {
    var hidden =
        """
        n = 5
        h = x
        loop n in 0..4 carry h while n < 3 { h = h * 2.0 }
        output y = h + n
        """;
    assertThat(reals(hidden)).containsExactly(each(v -> v * 8 + 5));
    var later =
        "h = x\nloop n in 2..9 carry h while n * 2 < 9 { h = h + cast(n, f32) }\noutput y = h";
    assertThat(reals(later)).containsExactly(each(v -> v + 2 + 3 + 4));
    var vector = "h = x\nloop n in 0..tensor([4]) carry h while n < 3 { h = h * 2 }\noutput y = h";
    assertThat(reals(vector)).containsExactly(each(v -> v * 8));
    var index =
        "h = x[0]\nloop t in 0..N carry h while x[t, 0] > 0.0 { h = h + x[t] }\noutput y = h";
    assertThat(reals(index)).containsExactly(16, -20, 24, -28);
    var backwards = "h = x\nloop n in 3..1 carry h while n > 0 { h = h + 1.0 }\noutput y = h";
    assertThat(reals(backwards)).containsExactly(X);
  }

  @Test
  void aConditionMayHoldLoopsAndBranches() {
    var program =
        """
        block count(h: f32[N, T]) {
          k = 0.0
          loop i in 0..3 carry k while k < 2.5 { k = k + 1.0 }
          if sum(h, [0, 1]) > 0.0 { s = sum(h, [0, 1]) } else { s = -sum(h, [0, 1]) }
          return s + k
        }
        model Net() {
          input x: f32[N, T]
          h = x
          loop carry h while count(h) < 100.0 { h = h * 2.0 }
          output y = h
        }
        """;
    try (var model = Programs.model(program)) {
      var given =
          Map.<String, Datum>of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X));
      // Six times two to the fifth is the first to reach 97.
      assertThat(
              ((Datum.Array) Objects.requireNonNull(Networks.run(model, given).get("y"))).reals())
          .containsExactly(each(v -> v * 32));
    }
  }

  @Test
  void whatALoopYieldsInsideAnIfIsNotLost() {
    var yielded =
        """
        y = x
        h = x
        loop i in 0..2 carry h {
          y = h * 2.0
          if true { for k in 0..1 { yield y = y + k } }
          h = y
        }
        output y
        """;
    var expected =
        DoubleStream.concat(DoubleStream.of(each(v -> 2 * v)), DoubleStream.of(each(v -> 4 * v)));
    assertThat(reals(yielded)).containsExactly(expected.toArray());
    var never =
        """
        deep = false
        y = x
        h = x
        loop i in 0..3 carry h { if deep { y = h }; h = h * 2.0 }
        output y = h + y
        """;
    assertThat(reals(never)).containsExactly(each(v -> 9 * v));
  }

  @Test
  void aParameterOfAModelMayBeNone() {
    var program =
        """
        model Net(norm: block = none, size: int = none) {
          input x: f32[N, T]
          if norm != none { x = norm(x) }
          output y = x + (size == none ? 1 : size)
        }
        """;
    var given = Map.<String, Datum>of("x", Datum.Array.reals(DataType.FLOAT, new long[] {3, 4}, X));
    try (var without = Programs.model(program);
        var with = Programs.model(program, Map.of("norm", "abs", "size", "2"))) {
      assertThat(
              ((Datum.Array) Objects.requireNonNull(Networks.run(without, given).get("y"))).reals())
          .containsExactly(each(v -> v + 1));
      assertThat(((Datum.Array) Objects.requireNonNull(Networks.run(with, given).get("y"))).reals())
          .containsExactly(each(v -> Math.abs(v) + 2));
    }
  }
}
