package sinter.compiler.cases;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How cases are run.
 *
 * @param pipeline pipeline text or the name of a preset, for cases that do not state their own
 * @param runtime the runtime set that executes
 * @param bless rewrites the expectations of cases in textual IR
 * @param skips names of cases that are not run, with the reason
 * @param keep folder in which the files that were written stay, under the names of the cases; null keeps none
 */
public record CaseOptions(
    String pipeline,
    String runtime,
    Duration limit,
    boolean bless,
    Map<String, String> skips,
    @Nullable Path keep) {
  public static final CaseOptions DEFAULTS =
      new CaseOptions("O2", "javacpp", Duration.ofSeconds(60), false, Map.of(), null);

  public CaseOptions {
    skips = Map.copyOf(skips);
  }

  public CaseOptions withRuntime(String other) {
    return new CaseOptions(pipeline, other, limit, bless, skips, keep);
  }

  public CaseOptions blessing(boolean on) {
    return new CaseOptions(pipeline, runtime, limit, on, skips, keep);
  }

  public CaseOptions skipping(Map<String, String> cases) {
    return new CaseOptions(pipeline, runtime, limit, bless, cases, keep);
  }
}
