package sinter.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.compiler.RunOptions;
import sinter.compiler.Runner;
import sinter.ir.diag.Diagnostics;

/** {@code sinter run}. */
@Command(
    name = "run",
    header = "Execute a model once and show its outputs.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter run model.onnx --random --seed 7",
      "  sinter run model.onnx -i image=cat.npy -o outputs/"
    })
final class RunVerb implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private FeedMixin feeds;

  @Option(
      names = "--random",
      description = "Draw the inputs that are not given from the seed, with dims that fit.")
  private boolean random;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write the outputs there, as .npy files.")
  private @Nullable Path folder;

  @Option(names = "--no-optimize", description = "Run without the optimizations of the runtime.")
  private boolean plain;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ProgramMixin program;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RuntimeMixin runtime;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var options =
        new RunOptions(
            model,
            feeds.files(),
            random,
            feeds.bind(),
            feeds.specs(),
            folder,
            !plain,
            runtime.options(),
            program.options(runtime.options().seed()));
    var report = Runner.run(options, new Diagnostics(talk::diagnostic));
    if (talk.json()) {
      talk.print(report);
    } else {
      new RunText(talk).print(report);
    }
    return 0;
  }
}
