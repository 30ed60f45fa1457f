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
  private static final double BELOW_TWO = 0.02275013194817920720;

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
    double above = 2.5090809287301226727e+3;
    above = above * r + 3.3430575583588128105e+4;
    above = above * r + 6.7265770927008700853e+4;
    above = above * r + 4.5921953931549871457e+4;
    above = above * r + 1.3731693765509461125e+4;
    above = above * r + 1.9715909503065514427e+3;
    above = above * r + 1.3314166789178437745e+2;
    above = above * r + 3.3871328727963666080e0;
    double below = 5.2264952788528545610e+3;
    below = below * r + 2.8729085735721942674e+4;
    below = below * r + 3.9307895800092710610e+4;
    below = below * r + 2.1213794301586595867e+4;
    below = below * r + 5.3941960214247511077e+3;
    below = below * r + 6.8718700749205790830e+2;
    below = below * r + 4.2313330701600911252e+1;
    below = below * r + 1.0;
    return q * above / below;
  }

  private static double tail(double p, double q) {
    double r = Math.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
    double magnitude = r <= 5 ? near(r - 1.6) : far(r - 5);
    return q < 0 ? -magnitude : magnitude;
  }

  private static double near(double r) {
    double above = 7.74545014278341407640e-4;
    above = above * r + 2.27238449892691845833e-2;
    above = above * r + 2.41780725177450611770e-1;
    above = above * r + 1.27045825245236838258e0;
    above = above * r + 3.64784832476320460504e0;
    above = above * r + 5.76949722146069140550e0;
    above = above * r + 4.63033784615654529590e0;
    above = above * r + 1.42343711074968357734e0;
    double below = 1.05075007164441684324e-9;
    below = below * r + 5.47593808499534494600e-4;
    below = below * r + 1.51986665636164571966e-2;
    below = below * r + 1.48103976427480074590e-1;
    below = below * r + 6.89767334985100004550e-1;
    below = below * r + 1.67638483018380384940e0;
    below = below * r + 2.05319162663775882187e0;
    below = below * r + 1.0;
    return above / below;
  }

  private static double far(double r) {
    double above = 2.01033439929228813265e-7;
    above = above * r + 2.71155556874348757815e-5;
    above = above * r + 1.24266094738807843860e-3;
    above = above * r + 2.65321895265761230930e-2;
    above = above * r + 2.96560571828504891230e-1;
    above = above * r + 1.78482653991729133580e0;
    above = above * r + 5.46378491116411436990e0;
    above = above * r + 6.65790464350110377720e0;
    double below = 2.04426310338993978564e-15;
    below = below * r + 1.42151175831644588870e-7;
    below = below * r + 1.84631831751005468180e-5;
    below = below * r + 7.86869131145613259100e-4;
    below = below * r + 1.48753612908506148525e-2;
    below = below * r + 1.36929880922735805310e-1;
    below = below * r + 5.99832206555887937690e-1;
    below = below * r + 1.0;
    return above / below;
  }
}
