package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Diagnostic;

/** What a compilation did; the JSON form of {@code compile --json}. */
public record CompileReport(
    String input,
    String output,
    String target,
    String cpu,
    long opset,
    Change nodes,
    Change bytes,
    Change parameters,
    Macs macs,
    Millis millis,
    List<PassReport> passes,
    Verify verify,
    List<Problem> diagnostics) {

  /** A count before and after. */
  public record Change(long before, long after) {}

  /**
   * Multiply-accumulates before and after, with the values of symbolic dims that they were computed at.
   *
   * @param reason why one of them is null; null when both are known
   */
  public record Macs(
      @Nullable Long before, @Nullable Long after, Map<String, Long> at, @Nullable String reason) {}

  /** Wall time by phase, in milliseconds. */
  public record Millis(
      double total,
      @JsonProperty("import") double reading,
      double passes,
      double emit,
      double verify) {}

  /** One pass of the pipeline; repeated runs are summed. */
  public record PassReport(String name, double millis, int rewrites) {}

  /** Outcome of the comparison with the input. */
  public record Verify(
      String status,
      int cases,
      @Nullable Double maxAbsError,
      @Nullable Double sqnrDb,
      @Nullable String reason) {
    public static Verify skipped(String reason) {
      return new Verify("skipped", 0, null, null, reason);
    }
  }

  /** A diagnostic. */
  public record Problem(
      String severity, String code, String message, String at, List<String> notes) {
    public static Problem of(Diagnostic d) {
      return new Problem(
          d.severity().text(),
          d.code().id(),
          d.message(),
          d.at().toString(),
          d.notes().stream().map(Diagnostic.Note::message).toList());
    }
  }
}
