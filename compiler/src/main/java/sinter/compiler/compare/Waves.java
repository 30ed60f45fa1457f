package sinter.compiler.compare;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A smooth field over the last two axes of a tensor, shifted from plane to plane; mean 0, deviation about
 * 1.
 */
final class Waves {
  private static final int COUNT = 4;
  private static final double AMPLITUDE = Math.sqrt(2.0 / COUNT);

  private final long height;
  private final long width;
  private final double[] down = new double[COUNT];
  private final double[] across = new double[COUNT];
  private final double[] phase = new double[COUNT];

  /** A field for a tensor of these dimensions. */
  Waves(List<Long> dims, RandomGenerator random) {
    int rank = dims.size();
    width = rank == 0 ? 1 : Math.max(1, dims.get(rank - 1));
    height = rank < 2 ? 1 : Math.max(1, dims.get(rank - 2));
    for (int i = 0; i < COUNT; i++) {
      down[i] = random.nextDouble(0.3, 3) * 2 * Math.PI / height;
      across[i] = random.nextDouble(0.3, 3) * 2 * Math.PI / width;
      phase[i] = random.nextDouble(2 * Math.PI);
    }
  }

  double at(long index) {
    long x = index % width;
    long y = index / width % height;
    long plane = index / width / height;
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      sum += Math.sin(down[i] * y + across[i] * x + phase[i] * (1 + plane));
    }
    return AMPLITUDE * sum;
  }
}
