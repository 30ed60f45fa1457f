package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.scalar;
import static sinter.testsuite.zoo.Values.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.testsuite.reference.Agreement;
import sinter.testsuite.reference.Datum;

/** What is true of graph networks whatever their weights are. */
class GraphNetworksTest extends OnRuntime {
  private static final long SEED = 41;
  private static final int NODES = 9;
  private static final int EDGES = 22;

  GraphNetworksTest() {
    super(SEED);
  }

  private Map<String, Datum> graph() {
    var out = new HashMap<String, Datum>();
    out.put("source", values.indexes(NODES, EDGES));
    out.put("target", values.indexes(NODES, EDGES));
    return out;
  }

  /** The same graph after node {@code order[i]} became node i; only named inputs hold node numbers. */
  private static Map<String, Datum> relabelled(
      Map<String, Datum> inputs, int[] order, String... numbers) {
    var place = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    var out = new HashMap<String, Datum>();
    inputs.forEach((name, value) -> {
      var a = (Datum.Array) value;
      if (Arrays.asList(numbers).contains(name)) {
        out.put(
            name,
            Values.integers(
                a.shape(), LongStream.of(a.integers()).map(v -> place[(int) v]).toArray()));
      } else {
        out.put(name, a.shape().length > 0 && a.shape()[0] == NODES ? Values.rows(a, order) : a);
      }
    });
    return out;
  }

  @Test
  void aWalkAtRunTimeIsTheWalkWrittenOut() {
    var inputs = graph();
    inputs.put("places", values.uniform(NODES, 2));
    var example = Example.of("seeds/01-udc");
    var looped = example.run(inputs);
    var unrolled = example.with("unrolled", true).run(inputs);
    assertThat(array(looped, "path").integers())
        .containsExactly(array(unrolled, "path").integers());
    assertThat(numbers(looped, "heat")).containsExactly(numbers(unrolled, "heat"));
    var visited = new HashSet<Long>();
    assertThat(LongStream.of(array(looped, "path").integers()).allMatch(visited::add)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "gin_layer,scatter_sum",
    "gcn_layer,scatter_mean",
    "gat_layer,scatter_max",
    "sage_layer,scatter_sum"
  })
  void readoutsDoNotDependOnTheNumbersOfNodes(String layer, String pool) {
    var inputs = graph();
    inputs.put("features", values.uniform(NODES, 8));
    inputs.put("paths", values.indexes(NODES, 12, 3));
    inputs.put("graph", values.indexes(2, NODES));
    inputs.put("labels", values.uniform(2, 2));
    var net =
        Example.of("seeds/02-gnn-graph-level").with("layer", layer).with("pool", pool).reference();
    var plain = net.run(inputs);
    for (int i = 0; i < 5; i++) {
      var other =
          net.run(relabelled(inputs, values.permutation(NODES), "source", "target", "paths"));
      assertClose(numbers(other, "scores"), numbers(plain, "scores"), 1e-10);
    }
  }

  @Test
  void gatheredRowsAreThoseOfTheTable() {
    var example = Example.of("seeds/13-pytorch-direct").with("nodes", 50);
    var ids = values.indexes(50, 4);
    var neighbours = values.indexes(50, 4, 5);
    var out = numbers(example.run(Map.of("ids", ids, "neighbours", neighbours)), "embedded");
    var weights = Weights.of(example);
    var table = weights.matrix("table", 16);
    var own = weights.matrix("linear.weight", 16);
    var near = weights.matrix("linear_2.weight", 16);
    var bias = weights.get("linear.bias");
    for (int i = 0; i < 4; i++) {
      var mean = new double[16];
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 16; k++) {
          mean[k] += table[(int) neighbours.integers()[5 * i + j]][k] / 5;
        }
      }
      var self = table[(int) ids.integers()[i]];
      for (int f = 0; f < 8; f++) {
        double y = Matrices.dot(own[f], self) + bias[f] + Matrices.dot(near[f], mean);
        assertThat(out[8 * i + f]).isCloseTo(Math.max(y, 0), Offset.offset(1e-9));
      }
    }
  }

  /** dq = ∂H/∂p and dp = −∂H/∂q, against central differences of the energy. */
  @Test
  void theSymplecticGradientIsThatOfTheEnergy() {
    var inputs = graph();
    var q = values.uniform(NODES, 2);
    var p = values.uniform(NODES, 2);
    inputs.put("mass", Values.fill(shape(NODES, 1), i -> 0.5 + 0.1 * i));
    var net = Example.of("seeds/26-hamiltonian").reference();
    inputs.put("q", q);
    inputs.put("p", p);
    var at = net.run(inputs);
    double h = 1e-5;
    for (int i = 0; i < 2 * NODES; i++) {
      inputs.put("p", moved(p, i, h));
      double up = scalar(net.run(inputs), "energy");
      inputs.put("p", moved(p, i, -h));
      double down = scalar(net.run(inputs), "energy");
      inputs.put("p", p);
      assertThat(numbers(at, "dq")[i]).isCloseTo((up - down) / (2 * h), Offset.offset(1e-7));
      inputs.put("q", moved(q, i, h));
      up = scalar(net.run(inputs), "energy");
      inputs.put("q", moved(q, i, -h));
      down = scalar(net.run(inputs), "energy");
      inputs.put("q", q);
      assertThat(numbers(at, "dp")[i]).isCloseTo((down - up) / (2 * h), Offset.offset(1e-7));
    }
  }

  private static Datum.Array moved(Datum.Array x, int place, double by) {
    return Values.fill(x.shape(), i -> x.reals()[i] + (i == place ? by : 0));
  }

  @Test
  void tensorFieldsTurnWithTheMolecule() {
    var turn = values.orthogonal(3);
    double det =
        turn[0][0] * (turn[1][1] * turn[2][2] - turn[1][2] * turn[2][1])
            - turn[0][1] * (turn[1][0] * turn[2][2] - turn[1][2] * turn[2][0])
            + turn[0][2] * (turn[1][0] * turn[2][1] - turn[1][1] * turn[2][0]);
    turn[0] = Arrays.stream(turn[0]).map(v -> v * det).toArray();
    var inputs = new HashMap<String, Datum>();
    var source = new long[EDGES];
    var target = new long[EDGES];
    for (int e = 0; e < EDGES; e++) {
      source[e] = e % NODES;
      target[e] = (e + 1L + e / NODES) % NODES;
    }
    inputs.put("source", Values.integers(shape(EDGES), source));
    inputs.put("target", Values.integers(shape(EDGES), target));
    inputs.put("atoms", values.indexes(10, NODES));
    var places = values.uniform(NODES, 3);
    inputs.put("places", places);
    var net = Example.of("seeds/28-atom3d").model("Atom3d").reference();
    var plain = net.run(inputs);
    inputs.put("places", Values.reals(places.shape(), turned(places.reals(), turn)));
    var other = net.run(inputs);
    assertClose(numbers(other, "energy"), numbers(plain, "energy"), 1e-9);
    assertClose(numbers(other, "scalars"), numbers(plain, "scalars"), 1e-9);
    assertClose(numbers(other, "vectors"), turned(numbers(plain, "vectors"), turn), 1e-9);
    assertThat(Values.largest(numbers(plain, "vectors"))).isGreaterThan(0.01);
  }

  private static double[] turned(double[] vectors, double[][] turn) {
    return Matrices.flat(Matrices.times(Weights.rows(vectors, 3), Matrices.transposed(turn)));
  }

  @Test
  void summedMessagesShareOneProduct() {
    var inputs = graph();
    inputs.put("features", values.uniform(NODES, 7));
    var example = Example.of("seeds/72-sir-gcn");
    assertClose(
        numbers(example.with("hoisted", true).run(inputs), "scores"),
        numbers(example.run(inputs), "scores"),
        1e-10);
  }

  @Test
  void theVerdictDoesNotDependOnTheOrderOfRoles() {
    var answer = values.uniform(3, 12);
    var net = Example.of("seeds/73-wider-deeper").reference();
    var plain = net.run(Map.of("answer", answer, "panel", Values.integers(shape(4), 0, 2, 3, 5)));
    var other = net.run(Map.of("answer", answer, "panel", Values.integers(shape(4), 5, 3, 0, 2)));
    assertClose(numbers(other, "verdict"), numbers(plain, "verdict"), 1e-12);
    assertThat(numbers(other, "opinions")).isNotEqualTo(numbers(plain, "opinions"));
  }

  /** Drawn points of the search space run as their programs say. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPointOfTheSearchSpaceRuns(long seed) {
    var random = new SplittableRandom(seed);
    var example =
        Example.of("seeds/64-auto-gnn")
            .with("attend", "\"" + pick(random, "const", "gcn", "gat") + "\"")
            .with("aggregate", pick(random, "scatter_sum", "scatter_mean", "scatter_max"))
            .with("activation", pick(random, "relu", "elu", "tanh", "softplus", "unchanged"))
            .with("heads", random.nextInt(1, 5))
            .with("widths", pick(random, "[4]", "[8, 6]", "[5, 3, 7]"));
    var inputs = graph();
    inputs.put("features", values.uniform(NODES, 10));
    assertThat(
            Agreement.difference(
                Example.runtime(worker, example.optimized(worker), inputs),
                example.run(inputs),
                1e-4,
                1e-5))
        .as("seed %d: %s", seed, example)
        .isEmpty();
  }

  private static String pick(SplittableRandom random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
