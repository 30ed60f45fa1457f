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
    try {
      if (range.group(1).equals("float")) {
        return new Domain.Interval(
            Double.parseDouble(range.group(2)), Double.parseDouble(range.group(3)));
      }
      long closed = range.group(4).equals("]") ? 1 : 0;
      long low = Long.parseLong(range.group(2));
      long high = Math.addExact(Long.parseLong(range.group(3)), closed);
      if (low >= high) {
        throw new IllegalArgumentException("input spec '" + spec + "' is empty");
      }
      return Domain.Range.of(low, high);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "input spec '" + spec + "' has a bound that is no number", e);
    }
  }
}
