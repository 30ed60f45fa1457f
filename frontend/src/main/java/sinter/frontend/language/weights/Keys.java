package sinter.frontend.language.weights;

import java.nio.charset.StandardCharsets;

/** Keys of random streams: one per seed and name. */
final class Keys {
  private Keys() {}

  /**
   * Every byte of the name is mixed in with a bijection of 64 bits, so that similar names have unrelated
   * keys.
   */
  static long of(long seed, String name) {
    long key = mix(seed);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key = mix(key + (b & 0xFF) + 1);
    }
    return key;
  }

  /** The 64-bit finalizer of MurmurHash3 (Appleby), behind an odd constant so that 0 does not stay 0. */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return z ^ (z >>> 33);
  }
}
