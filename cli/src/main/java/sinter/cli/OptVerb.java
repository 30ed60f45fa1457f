package sinter.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.Translation;

/** {@code sinter opt}. */
@Command(
    name = "opt",
    header = "Run a pipeline on a model, text in and text out.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter opt model.sir -p canonicalize,cse,dce",
      "  sinter opt model.onnx -p from-onnx,infer-shapes,fold-norm --dump-changed --timing",
      "  sinter import model.onnx | sinter opt - -p from-onnx,infer-shapes"
    })
final class OptVerb implements Callable<Integer> {
  @Parameters(
      paramLabel = "IN",
      description = "A .sir or .onnx file; - is text on the standard input.")
  @SuppressWarnings("NullAway.Init")
  private String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      converter = Converters.OutputFile.class,
      description = "The .sir or .onnx file to write; by default the text goes to stdout.")
  private @Nullable Path output;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PipelineMixin pipeline;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SignatureMixin signature;

  @Option(names = "--locations", description = "Say where each node comes from.")
  private boolean locations;

  @Option(names = "--verify-each", description = "Verify the model after every pass.")
  private boolean verifyEach;

  @Option(
      names = "--weights-anywhere",
      description = "Let the text name files of weights outside its folder.")
  private boolean anywhere;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var report = Translation.run(options(), System.in, talk::diagnostic, pipeline.observers(talk));
    talk.print(report, report.text());
    return 0;
  }

  private Translation.Options options() {
    return new Translation.Options(
        input,
        output,
        Translation.Form.BY_NAME,
        new Translation.Text(locations, anywhere),
        pipeline.or(""),
        verifyEach,
        signature.bind(),
        signature.dynamic(),
        ExternalData.AUTO,
        RuntimeSet.DEFAULT);
  }
}
