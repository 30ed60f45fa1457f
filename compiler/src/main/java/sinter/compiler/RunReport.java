package sinter.compiler;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Outputs of one run: the JSON form of {@code run --json}.
 *
 * @param at the values of symbolic dims that drawn inputs have
 */
public record RunReport(String model, List<Output> outputs, Map<String, Long> at, double millis) {
  /**
   * An output.
   *
   * @param dtype element type of a tensor; {@code sequence}, {@code map} or {@code optional} otherwise
   * @param shape of a tensor; of others one number, how many elements there are
   * @param statistics null when the elements are not real numbers
   * @param values the elements, when they are few
   * @param file where it was written; null when it was not
   */
  public record Output(
      String name,
      String dtype,
      List<Long> shape,
      @Nullable Statistics statistics,
      @Nullable List<Object> values,
      @Nullable String file) {}
}
