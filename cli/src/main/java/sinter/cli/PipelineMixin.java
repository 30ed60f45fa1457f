package sinter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sinter.compiler.Dumps;
import sinter.compiler.Passes;
import sinter.passes.PassObserver;

/** What runs on a model. */
final class PipelineMixin {
  @Option(
      names = "-O",
      paramLabel = "LEVEL",
      converter = Converters.Level.class,
      description =
          "0: import and export only, 1: clean-up, 2 (the default): and folding and fusion within"
              + " the model's opset, 3: and ops of the target.")
  private @Nullable String level;

  @Option(
      names = {"-p", "--passes"},
      paramLabel = "PIPELINE",
      converter = Converters.PipelineName.class,
      description = "Passes to run instead, as in 'from-onnx,infer-shapes,cse,to-onnx'.")
  private @Nullable String passes;

  @Option(
      names = "--disable",
      split = ",",
      paramLabel = "NAME",
      converter = Converters.PassOrRule.class,
      description = "Passes and rules to leave out.")
  private List<String> disable = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Stop rewriting after N rewrites in all.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--timing", description = "Print what each pass took and did.")
  private boolean timing;

  @Option(
      names = "--dump-after",
      split = ",",
      paramLabel = "PASS",
      converter = Converters.PassOrRule.class,
      description = "Print the model after these passes.")
  private List<String> dumpAfter = new ArrayList<>();

  @Option(
      names = "--dump-changed",
      description = "Print what each pass changed, as a difference of lines.")
  private boolean dumpChanged;

  /** The passes that were asked for; those of {@code otherwise} when neither a pipeline nor a level was given. */
  Passes or(String otherwise) {
    var pipeline = passes != null ? passes : level != null ? level : otherwise;
    return new Passes(pipeline, Set.copyOf(disable), limit);
  }

  /** Who looks on while the pipeline runs, and a bar. */
  List<PassObserver> observers(Talk talk, Progress progress) {
    var list = observers(talk);
    list.add(progress);
    return list;
  }

  /** Who looks on while the pipeline runs. */
  List<PassObserver> observers(Talk talk) {
    var list = new ArrayList<PassObserver>();
    if (!dumpAfter.isEmpty() || dumpChanged) {
      list.add(new Dumps(Set.copyOf(dumpAfter), dumpChanged, talk.err()::println));
    }
    if (timing) {
      list.add(new TimingText(talk));
    }
    return list;
  }
}
