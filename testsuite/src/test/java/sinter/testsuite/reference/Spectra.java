package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Map;

/** Discrete Fourier transforms by their definition; the last axis holds real and imaginary part. */
final class Spectra {
  private Spectra() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("DFT", Operation.one(Spectra::transform)),
        entry("STFT", Operation.one(Spectra::shortTime)));
  }

  private static Datum transform(Call call) {
    var x = call.array(0);
    boolean attribute = call.version() < 20;
    long given =
        attribute ? call.integer("axis", 1) : call.has(2) ? call.array(2).integers()[0] : -2;
    int axis = x.axis(given);
    boolean inverse = call.flag("inverse");
    boolean onesided = call.flag("onesided");
    long whole = inverse && onesided ? 2 * (x.shape()[axis] - 1) : x.shape()[axis];
    int length = Math.toIntExact(call.has(1) ? call.array(1).integers()[0] : whole);
    int parts = x.size(x.rank() - 1);
    int bins = onesided && !inverse ? length / 2 + 1 : length;
    int outParts = onesided && inverse ? 1 : 2;
    var shape = Grid.replaced(Grid.replaced(x.shape(), axis, bins), x.rank() - 1, outParts);
    int inner = Grid.count(x.shape(), axis + 1, x.rank() - 1);
    int outer = Grid.count(x.shape(), 0, axis);
    var out = new double[Grid.count(shape)];
    for (int lane = 0; lane < outer * inner; lane++) {
      var real = new double[length];
      var imaginary = new double[length];
      for (int k = 0; k < Math.min(x.size(axis), length); k++) {
        int at = ((lane / inner * x.size(axis) + k) * inner + lane % inner) * parts;
        real[k] = x.reals()[at];
        imaginary[k] = parts == 2 ? x.reals()[at + 1] : 0;
      }
      if (inverse && onesided) {
        mirror(real, imaginary);
      }
      for (int k = 0; k < bins; k++) {
        int at = ((lane / inner * bins + k) * inner + lane % inner) * outParts;
        var bin = bin(real, imaginary, k, inverse);
        System.arraycopy(bin, 0, out, at, outParts);
      }
    }
    return Datum.Array.reals(x.type(), shape, out);
  }

  /** Completes the spectrum of a real signal from its first half. */
  private static void mirror(double[] real, double[] imaginary) {
    int n = real.length;
    imaginary[0] = 0;
    for (int k = n / 2 + 1; k < n; k++) {
      real[k] = real[n - k];
      imaginary[k] = -imaginary[n - k];
    }
    if (n % 2 == 0) {
      imaginary[n / 2] = 0;
    }
  }

  private static double[] bin(double[] real, double[] imaginary, int k, boolean inverse) {
    int n = real.length;
    double re = 0;
    double im = 0;
    for (int i = 0; i < n; i++) {
      double angle = (inverse ? 2 : -2) * Math.PI * ((long) i * k % n) / n;
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      re += real[i] * cos - imaginary[i] * sin;
      im += real[i] * sin + imaginary[i] * cos;
    }
    return inverse ? new double[] {re / n, im / n} : new double[] {re, im};
  }

  private static Datum shortTime(Call call) {
    var x = call.array(0);
    int step = Math.toIntExact(call.array(1).integers()[0]);
    int whole = call.has(2) ? call.array(2).count() : x.size(1);
    int length = call.has(3) ? Math.toIntExact(call.array(3).integers()[0]) : whole;
    int parts = x.rank() == 3 ? x.size(2) : 1;
    int bins = call.integer("onesided", 1) != 0 ? length / 2 + 1 : length;
    int frames = 1 + (x.size(1) - length) / step;
    var shape = new long[] {x.shape()[0], frames, bins, 2};
    var out = new double[Grid.count(shape)];
    for (int frame = 0; frame < x.size(0) * frames; frame++) {
      var real = new double[length];
      var imaginary = new double[length];
      for (int i = 0; i < length; i++) {
        double weight = call.has(2) ? call.array(2).reals()[i] : 1;
        int at = (frame / frames * x.size(1) + frame % frames * step + i) * parts;
        real[i] = weight * x.reals()[at];
        imaginary[i] = parts == 2 ? weight * x.reals()[at + 1] : 0;
      }
      for (int k = 0; k < bins; k++) {
        System.arraycopy(bin(real, imaginary, k, false), 0, out, (frame * bins + k) * 2, 2);
      }
    }
    return Datum.Array.reals(x.type(), shape, out);
  }
}
