package sinter.ir.tensor;

/**
 * Random numbers by place: number {@code i} of key {@code k} depends on nothing else, so that runs may be computed in
 * any order and in any pieces, with the same bits on every machine.
 *
 * <p>The bits are those of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014) started at {@code k}, whose i-th output is a mix of {@code k + (i + 1)·γ}. A uniform number is the middle of one
 * of 2^53 equal parts of (0, 1), never 0 or 1. A normal one is its image under the inverse of the normal distribution
 * function (Wichura, "The percentage points of the normal distribution", algorithm AS 241, PPND16), which cubics
 * stand for away from its ends. Only operations with one possible result are used: {@code + - · /}, roots and {@link
 * StrictMath}.
 */
record Draws(Recipe.Drawn recipe) implements Elements.Lazy {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** The normal distribution function at -2. */
  private static final double BELOW_TWO = 0.02275013194817921;

  /** Parts of (0, 1) that have a cubic each, but for the outer ones. */
  private static final int PARTS = 1024;

  private static final int EXACT = 32;
  private static final double[] CUBICS = cubics();

  @Override
  public double getDouble(long index) {
    double u = uniform(recipe.key(), index);
    return switch (recipe) {
      case Recipe.Uniform(_, double low, double high) -> low + (high - low) * u;
      case Recipe.Normal(_, double mean, double std) -> mean + std * normal(u);
      case Recipe.TruncatedNormal(_, double mean, double std) -> mean + std * truncated(u);
    };
  }

  @Override
  public void read(long from, double[] into, int count) {
    long key = recipe.key();
    switch (recipe) {
      case Recipe.Uniform(_, double low, double high) -> {
        for (int i = 0; i < count; i++) {
          into[i] = low + (high - low) * uniform(key, from + i);
        }
      }
      case Recipe.Normal(_, double mean, double std) -> {
        for (int i = 0; i < count; i++) {
          into[i] = mean + std * normal(uniform(key, from + i));
        }
      }
      case Recipe.TruncatedNormal(_, double mean, double std) -> {
        for (int i = 0; i < count; i++) {
          into[i] = mean + std * truncated(uniform(key, from + i));
        }
      }
    }
  }

  private static double uniform(long key, long index) {
    return ((mix(key + (index + 1) * GAMMA) >>> 11) + 0.5) * 0x1p-53;
  }

  /** The output function of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double truncated(double u) {
    return normal(BELOW_TWO + (1 - 2 * BELOW_TWO) * u);
  }

  /** The number below which a part {@code p} of the standard normal distribution lies; within 2e-9. */
  static double normal(double p) {
    double place = p * PARTS;
    int part = (int) place;
    if (part < EXACT || part >= PARTS - EXACT) {
      return quantile(p);
    }
    double t = place - part;
    int at = 4 * (part - EXACT);
    return CUBICS[at] + t * (CUBICS[at + 1] + t * (CUBICS[at + 2] + t * CUBICS[at + 3]));
  }

  /** One cubic per part, through the function at its ends and at a third and two thirds of it. */
  private static double[] cubics() {
    var table = new double[4 * (PARTS - 2 * EXACT)];
    for (int part = EXACT; part < PARTS - EXACT; part++) {
      double a = quantile((double) part / PARTS);
      double b = quantile((part + 1 / 3.0) / PARTS);
      double c = quantile((part + 2 / 3.0) / PARTS);
      double d = quantile((part + 1.0) / PARTS);
      int at = 4 * (part - EXACT);
      table[at] = a;
      table[at + 1] = (-11 * a + 18 * b - 9 * c + 2 * d) / 2;
      table[at + 2] = 9 * (2 * a - 5 * b + 4 * c - d) / 2;
      table[at + 3] = 9 * (-a + 3 * b - 3 * c + d) / 2;
    }
    return table;
  }

  /** The inverse of the normal distribution function. */
  static double quantile(double p) {
    double q = p - 0.5;
    return Math.abs(q) <= 0.425 ? central(q) : tail(p, q);
  }

  private static double central(double q) {
    double r = 0.180625 - q * q;
    double above = 2509.0809287301227;
    above = above * r + 33430.57558358813;
    above = above * r + 67265.7709270087;
    above = above * r + 45921.95393154987;
    above = above * r + 13731.69376550946;
    above = above * r + 1971.5909503065513;
    above = above * r + 133.14166789178438;
    above = above * r + 3.3871328727963665;
    double below = 5226.495278852854;
    below = below * r + 28729.085735721943;
    below = below * r + 39307.89580009271;
    below = below * r + 21213.794301586597;
    below = below * r + 5394.196021424751;
    below = below * r + 687.1870074920579;
    below = below * r + 42.31333070160091;
    below = below * r + 1.0;
    return q * above / below;
  }

  private static double tail(double p, double q) {
    double r = Math.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
    double magnitude = r <= 5 ? near(r - 1.6) : far(r - 5);
    return q < 0 ? -magnitude : magnitude;
  }

  private static double near(double r) {
    double above = 0.0007745450142783414;
    above = above * r + 0.022723844989269184;
    above = above * r + 0.2417807251774506;
    above = above * r + 1.2704582524523684;
    above = above * r + 3.6478483247632045;
    above = above * r + 5.769497221460691;
    above = above * r + 4.630337846156546;
    above = above * r + 1.4234371107496835;
    double below = 1.0507500716444169e-09;
    below = below * r + 0.0005475938084995345;
    below = below * r + 0.015198666563616457;
    below = below * r + 0.14810397642748008;
    below = below * r + 0.6897673349851;
    below = below * r + 1.6763848301838038;
    below = below * r + 2.053191626637759;
    below = below * r + 1.0;
    return above / below;
  }

  private static double far(double r) {
    double above = 2.0103343992922881e-07;
    above = above * r + 2.7115555687434876e-05;
    above = above * r + 0.0012426609473880784;
    above = above * r + 0.026532189526576124;
    above = above * r + 0.29656057182850487;
    above = above * r + 1.7848265399172913;
    above = above * r + 5.463784911164114;
    above = above * r + 6.657904643501103;
    double below = 2.0442631033899397e-15;
    below = below * r + 1.421511758316446e-07;
    below = below * r + 1.8463183175100548e-05;
    below = below * r + 0.0007868691311456133;
    below = below * r + 0.014875361290850615;
    below = below * r + 0.1369298809227358;
    below = below * r + 0.599832206555888;
    below = below * r + 1.0;
    return above / below;
  }
}
