package sinter.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.compiler.Decompilation;
import sinter.compiler.Passes;
import sinter.compiler.Translation;

/** {@code sinter import}. */
@Command(
    name = "import",
    header =
        "Print an ONNX model as textual IR, losslessly, or as a program of the model language.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter import model.onnx -o model.sir",
      "  sinter import model.onnx --typed | less",
      "  sinter import model.onnx --as sinter -o net.sinter"
    })
final class ImportVerb implements Callable<Integer> {
  @Parameters(paramLabel = "IN", description = "The model.")
  @SuppressWarnings("NullAway.Init")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      converter = Converters.OutputFile.class,
      description =
          "The file to write; large weights of textual IR go to a file beside it, a program takes them from the model.")
  private @Nullable Path output;

  /** What a model is printed as. */
  enum Form {
    /** Textual IR. */
    SIR,
    /** A program of the model language. */
    SINTER
  }

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "sir",
      description =
          "sir, or sinter: a program with blocks and loops for what repeats, which compiles to an equal model.")
  @SuppressWarnings("NullAway.Init")
  private Form form;

  @Option(
      names = "--typed",
      description = "With typed ops and inferred shapes: -p from-onnx,infer-shapes.")
  private boolean typed;

  @Option(names = "--locations", description = "Say where each node comes from.")
  private boolean locations;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    if (form == Form.SINTER) {
      var report = Decompilation.run(input, output, talk::diagnostic);
      talk.print(report, report.text());
      return 0;
    }
    var options =
        Translation.Options.of(input.toString(), output)
            .as(Translation.Form.TEXT)
            .with(
                Passes.of(typed ? "from-onnx,infer-shapes" : ""),
                new Translation.Text(locations, false));
    var report = Translation.run(options, System.in, talk::diagnostic, List.of());
    talk.print(report, report.text());
    return 0;
  }
}
