package sinter.compiler;

import java.util.Set;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;
import sinter.passes.Presets;

/**
 * Which passes run on a model.
 *
 * @param pipeline pipeline text, or the name of a preset
 * @param disabled passes and rules that do nothing
 * @param rewriteLimit how many rewrites are made in all
 */
public record Passes(String pipeline, Set<String> disabled, long rewriteLimit) {
  public Passes {
    disabled = Set.copyOf(disabled);
  }

  /** All that {@code pipeline} does. */
  public static Passes of(String pipeline) {
    return new Passes(pipeline, Set.of(), Long.MAX_VALUE);
  }

  /** The text of the pipeline, a preset spelled out. */
  String text() {
    return Presets.resolve(pipeline);
  }

  Pipeline parsed() {
    return PipelineText.parse(text());
  }
}
