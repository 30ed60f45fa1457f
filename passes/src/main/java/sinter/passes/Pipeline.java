package sinter.passes;

import java.util.List;

/** Passes in order. {@link PipelineText} gives the text form. */
public record Pipeline(List<Pass> steps) {
  public Pipeline {
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    return PipelineText.print(this);
  }
}
