package sinter.compiler.compare;

import org.jspecify.annotations.Nullable;

/**
 * What two values of one output have and have not in common.
 *
 * @param reason what is not equal, in one line; null when the values are equal
 * @param maxAbsError largest |Δ| over the elements that are finite in both; for values compared by bits the
 *     largest difference of numbers
 * @param maxRelError {@code maxAbsError} over the largest finite |reference|
 * @param sqnrDb signal to noise of the finite elements in dB; infinite without noise
 * @param argmaxAgreement share of the rows along a last axis longer than 1 with the same place of the largest
 *     element; null when there is no such axis
 * @param mismatches elements that are not at all the same: those compared by bits, NaN and infinities
 * @param strain the largest error as a part of what is allowed: up to 1 when equal
 */
public record Difference(
    @Nullable String reason,
    double maxAbsError,
    double maxRelError,
    double sqnrDb,
    @Nullable Double argmaxAgreement,
    long mismatches,
    double strain) {

  static final Difference NONE = new Difference(null, 0, 0, Double.POSITIVE_INFINITY, null, 0, 0);

  /** Values of different kinds or shapes, which no number compares. */
  public static Difference structural(String reason) {
    return new Difference(
        reason,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        null,
        1,
        Double.POSITIVE_INFINITY);
  }

  public boolean isEqual() {
    return reason == null;
  }

  /** The worse of the two in every respect. */
  public Difference worst(Difference other) {
    return new Difference(
        reason == null ? other.reason : reason,
        Math.max(maxAbsError, other.maxAbsError),
        Math.max(maxRelError, other.maxRelError),
        Math.min(sqnrDb, other.sqnrDb),
        argmaxAgreement == null
            ? other.argmaxAgreement
            : other.argmaxAgreement == null
                ? argmaxAgreement
                : Double.valueOf(Math.min(argmaxAgreement, other.argmaxAgreement)),
        mismatches + other.mismatches,
        Math.max(strain, other.strain));
  }
}
