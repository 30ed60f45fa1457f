package sinter.compiler.compare;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user's word on the elements of one input: {@code int[0,30522)}, {@code int[1,3]}, {@code
 * float[-1,1)} or {@code mask}.
 */
public final class InputSpec {
  private static final Pattern RANGE =
      Pattern.compile("(int|float)\\[\\s*(-?[0-9.eE+-]+)\\s*,\\s*(-?[0-9.eE+-]+)\\s*([\\])])");

  private final Domain domain;

  private InputSpec(Domain domain) {
    this.domain = domain;
  }

  Domain domain() {
    return domain;
  }

  /**
   * Reads {@code name=spec}.
   *
   * @throws IllegalArgumentException when it is not of that form; the message says what was expected
   */
  public static Map.Entry<String, InputSpec> parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException("input spec '" + text + "' is not of the form name=spec");
    }
    String spec = text.substring(equals + 1).strip();
    return Map.entry(text.substring(0, equals).strip(), new InputSpec(read(spec)));
  }

  private static Domain read(String spec) {
    if (spec.equals("mask")) {
      return new Domain.Mask();
    }
    Matcher range = RANGE.matcher(spec);
    if (!range.matches()) {
      throw new IllegalArgumentException(
          "input spec '" + spec + "' is not int[a,b), float[a,b) or mask");
    }
    long closed = range.group(4).equals("]") ? 1 : 0;
    try {
      if (range.group(1).equals("float")) {
        return interval(spec, range, closed);
      }
      long low = Long.parseLong(range.group(2));
      long high = Math.addExact(Long.parseLong(range.group(3)), closed);
      if (low >= high) {
        throw empty(spec);
      }
      return Domain.Range.of(low, high);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "input spec '" + spec + "' has a bound that is no number", e);
    }
  }

  private static Domain interval(String spec, Matcher range, long closed) {
    double low = Double.parseDouble(range.group(2));
    double high = Double.parseDouble(range.group(3));
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      throw new NumberFormatException("not finite");
    }
    if (low > high || (low == high && closed == 0)) {
      throw empty(spec);
    }
    return new Domain.Interval(low, high);
  }

  private static IllegalArgumentException empty(String spec) {
    return new IllegalArgumentException("input spec '" + spec + "' is empty");
  }
}
