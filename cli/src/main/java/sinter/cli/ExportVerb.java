package sinter.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.compiler.Passes;
import sinter.compiler.Translation;

/** {@code sinter export}. */
@Command(
    name = "export",
    header = "Write textual IR as an ONNX model.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sinter export model.sir -o model.onnx")
final class ExportVerb implements Callable<Integer> {
  @Parameters(paramLabel = "IN.sir", description = "The text; - is the standard input.")
  @SuppressWarnings("NullAway.Init")
  private String input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      converter = Converters.OutputFile.class,
      description = "The file to write.")
  @SuppressWarnings("NullAway.Init")
  private Path output;

  @Option(
      names = "--external-data",
      paramLabel = "WHEN",
      description = "auto (the default), always or never: weights in a file of their own.")
  private ExternalData externalData = ExternalData.AUTO;

  @Option(
      names = "--weights-anywhere",
      description = "Let the text name files of weights outside its folder.")
  private boolean anywhere;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var options =
        Translation.Options.of(input, output)
            .as(Translation.Form.ONNX)
            .with(externalData)
            .with(Passes.of(""), new Translation.Text(false, anywhere));
    var report = Translation.run(options, System.in, talk::diagnostic, List.of());
    talk.print(report, report.text());
    return 0;
  }
}
