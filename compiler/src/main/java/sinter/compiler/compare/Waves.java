package sinter.compiler.compare;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A smooth field over the last two axes of a tensor, shifted from plane to plane; mean 0, deviation about
 * 1.
 */
final class Waves {
  private static final int COUNT = 4;
  private static final int MAX_COLUMNS = 1 << 16;
  private static final double AMPLITUDE = Math.sqrt(2.0 / COUNT);

  private final long height;
  private final long width;
  private final double[] down = new double[COUNT];
  private final double[] across = new double[COUNT];
  private final double[] phase = new double[COUNT];

  /** Sines and cosines along the last axis, wave by wave, and those of one row, the last that was asked for. */
  private double[] sines = new double[0];

  private double[] cosines = sines;
  private final double[] rowSines = new double[COUNT];
  private final double[] rowCosines = new double[COUNT];
  private long row = -1;

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

  private void tabulate() {
    int columns = (int) Math.min(width, MAX_COLUMNS);
    sines = new double[columns * COUNT];
    cosines = new double[columns * COUNT];
    for (int x = 0; x < columns; x++) {
      for (int i = 0; i < COUNT; i++) {
        sines[x * COUNT + i] = Math.sin(across[i] * x);
        cosines[x * COUNT + i] = Math.cos(across[i] * x);
      }
    }
  }

  double at(long index) {
    if (sines.length == 0) {
      tabulate();
    }
    long x = index % width;
    moveTo(index / width);
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      if (x < MAX_COLUMNS) {
        int at = (int) x * COUNT + i;
        sum += rowSines[i] * cosines[at] + rowCosines[i] * sines[at];
      } else {
        sum += rowSines[i] * Math.cos(across[i] * x) + rowCosines[i] * Math.sin(across[i] * x);
      }
    }
    return AMPLITUDE * sum;
  }

  private void moveTo(long wanted) {
    if (row != wanted) {
      row = wanted;
      long y = row % height;
      long plane = row / height;
      for (int i = 0; i < COUNT; i++) {
        double angle = down[i] * y + phase[i] * (1 + plane);
        rowSines[i] = Math.sin(angle);
        rowCosines[i] = Math.cos(angle);
      }
    }
  }
}
