package sinter.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.compiler.CompileOptions;
import sinter.compiler.CompileOptions.Gates;
import sinter.compiler.CompileOptions.Records;
import sinter.compiler.CompileOptions.Signature;
import sinter.compiler.CompileReport;
import sinter.compiler.Compiler;
import sinter.compiler.Processor;
import sinter.compiler.Recipe;
import sinter.ir.type.Assumptions;

/** {@code sinter compile}. */
@Command(
    name = "compile",
    header = "Import, optimize, emit and check a model.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter compile model.onnx -o small.onnx",
      "  sinter compile model.onnx -o small.onnx --bind N=1 -O1 --json",
      "  sinter compile model.onnx -o small.onnx --verify=require --max-nodes 120"
    })
final class CompileVerb implements Callable<Integer> {
  /** Options that can change the output. */
  private static final Set<String> RECIPE_STATES =
      Set.of(
          "-O",
          "--passes",
          "--disable",
          "--limit",
          "--target",
          "--cpu",
          "--bind",
          "--dynamic",
          "--assume",
          "--inputs",
          "--outputs",
          "--opset",
          "--io-types",
          "--keep-initializer-inputs",
          "--external-data",
          "--runtime",
          "--seed",
          "--model",
          "--param");

  @Parameters(paramLabel = "IN", description = "The model: .onnx, .sir or .sinter.")
  @SuppressWarnings("NullAway.Init")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      converter = Converters.OutputFile.class,
      description = "The file to write; it may be the input.")
  @SuppressWarnings("NullAway.Init")
  private Path output;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PipelineMixin pipeline;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SignatureMixin signature;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private VerifyMixin verification;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ProgramMixin program;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      converter = Converters.Target.class,
      description = "What to compile for; `sinter targets` lists them. Default: ort-cpu.")
  private String target = "ort-cpu";

  @Option(
      names = "--cpu",
      paramLabel = "NAME",
      converter = Converters.Cpu.class,
      description =
          "The processor to choose forms for: native (the default), x86-64-vnni, x86-64-avx2 or arm64.")
  private String cpu = Processor.NATIVE;

  @Option(
      names = "--opset",
      paramLabel = "N",
      converter = Converters.Opset.class,
      description =
          "Version of the standard domain to write. Default: the model's own. An op that has no exact"
              + " form there is refused.")
  private long opset;

  @Option(
      names = "--inputs",
      split = ",",
      paramLabel = "NAME",
      description = "Values that become the inputs, in this order; what computes them goes.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--outputs",
      split = ",",
      paramLabel = "NAME",
      description = "Values that become the outputs, in this order; what they do not need goes.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--assume",
      paramLabel = "FACTS",
      converter = Converters.Facts.class,
      description = "What is true of symbolic dims: 'N<=64, W%%8==0'.")
  private Assumptions assume = Assumptions.NONE;

  @Option(
      names = "--io-types",
      paramLabel = "HOW",
      description =
          "keep (the default) declares inputs and outputs as the model does, follow the outputs as"
              + " inferred.")
  private IoTypes ioTypes = IoTypes.KEEP;

  @Option(
      names = "--external-data",
      paramLabel = "WHEN",
      description = "auto (the default), always or never: weights in a file of their own.")
  private ExternalData externalData = ExternalData.AUTO;

  @Option(
      names = "--keep-initializer-inputs",
      description = "Initializers that are listed as inputs stay inputs.")
  private boolean keepInitializerInputs;

  @Option(
      names = "--max-nodes",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Fail when the output has more.")
  private @Nullable Long maxNodes;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Fail when the output has more.")
  private @Nullable Long maxBytes;

  @Option(names = "--max-error", paramLabel = "X", description = "Fail at a larger difference.")
  private @Nullable Double maxError;

  @Option(
      names = "--min-sqnr",
      paramLabel = "DB",
      description = "Fail at a lower signal-to-noise ratio.")
  private @Nullable Double minSqnr;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      converter = Converters.ReportFile.class,
      description = "Write what was done, as .json or .html.")
  private @Nullable Path report;

  @Option(
      names = "--certify",
      paramLabel = "FILE",
      description = "Write what was proven and compared, as JSON.")
  private @Nullable Path certificate;

  @Option(
      names = "--recipe-out",
      paramLabel = "FILE",
      description = "Write everything that determined the output, as JSON.")
  private @Nullable Path recipeOut;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "Compile as a recipe states; warns where the result is not the recorded one.")
  private @Nullable Path recipe;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /** What outputs are declared with. */
  enum IoTypes {
    KEEP,
    FOLLOW
  }

  @Override
  public Integer call() {
    var report = compile();
    if (talk.json()) {
      talk.print(report);
    } else {
      new CompileText(talk).print(report);
    }
    return 0;
  }

  private CompileReport compile() {
    refuseClashes();
    try (var progress = Progress.of(talk, "compiling")) {
      return Compiler.compile(options(), talk::diagnostic, pipeline.observers(talk, progress));
    }
  }

  /** The output alone may be the input, unless that is a text that somebody wrote. */
  private void refuseClashes() {
    boolean isWritten = !input.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    var inputs = new Roles().reads("the input", input).reads("--weights", program.weights());
    var outputs = new Roles().reads("--weights", program.weights()).writes("-o", output);
    outputs.reads("the input", isWritten ? input : null);
    for (var roles : List.of(inputs, outputs)) {
      roles.reads("--recipe", recipe).writes("--report", report);
      roles.writes("--certify", certificate).writes("--recipe-out", recipeOut);
      if (roles.clash() instanceof String clash) {
        throw new ParameterException(spec.commandLine(), clash);
      }
    }
  }

  private CompileOptions options() {
    return recipe == null ? given() : replayed(recipe, given());
  }

  private CompileOptions given() {
    return new CompileOptions(
        input,
        output,
        pipeline.or("O2"),
        new CompileOptions.Target(target, cpu, opset, externalData),
        new Signature(
            Map.copyOf(signature.bind()),
            Map.copyOf(signature.dynamic()),
            assume,
            inputs,
            outputs,
            keepInitializerInputs,
            ioTypes == IoTypes.FOLLOW),
        verification.runtime(),
        verification.options(),
        new Gates(maxNodes, maxBytes, maxError, minSqnr),
        program.options(verification.runtime().seed()),
        new Records(report, certificate, recipeOut, null));
  }

  /** What the recipe states cannot be said twice. */
  private CompileOptions replayed(Path file, CompileOptions given) {
    for (var option : spec.commandLine().getParseResult().matchedOptions()) {
      if (RECIPE_STATES.contains(option.longestName())) {
        throw new ParameterException(
            spec.commandLine(),
            "--recipe states what %s says: leave it out".formatted(option.longestName()));
      }
    }
    return Recipe.read(file).applied(given);
  }
}
