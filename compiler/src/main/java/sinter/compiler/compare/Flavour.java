package sinter.compiler.compare;

/** How the free numbers of a sample are drawn. */
enum Flavour {
  /** Normally distributed, standard deviation 1. */
  NORMAL,
  /** Waves in [0, 255], as images are stored. */
  IMAGE,
  /** Sums of a few waves along the last two axes, about as large as {@link #NORMAL}. */
  SMOOTH,
  /** Normally distributed, standard deviation 100. */
  VAST,
  /** Blobs of 255 on 0: figures on a ground. */
  BLOBS,
  /** Evenly distributed in [0, 1). */
  UNIT,
  /** Normally distributed, standard deviation 10. */
  WIDE,
  /** Normally distributed, standard deviation 0.1. */
  NARROW;

  /** In the order in which they are tried. */
  static final Flavour[] ORDER = values();

  /** Whether integers of which nothing is known are drawn from all that 8 bits hold, with and without sign. */
  boolean isBeyondGuesses() {
    return this == IMAGE || this == VAST || this == BLOBS || this == WIDE;
  }

  boolean isSmooth() {
    return this == SMOOTH || this == IMAGE || this == BLOBS;
  }

  /** A normal or, for smooth flavours, a wave's value in about [-2, 2], brought to this flavour's range. */
  double scale(double standard) {
    return switch (this) {
      case NORMAL, SMOOTH, UNIT -> standard;
      case WIDE -> 10 * standard;
      case BLOBS -> standard > 1 ? 255 : 0;
      case IMAGE -> Math.clamp(64 * standard + 127.5, 0, 255);
      case NARROW -> 0.1 * standard;
      case VAST -> 100 * standard;
    };
  }
}
