package sinter.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sinter.compiler.Inspection;
import sinter.ir.diag.Diagnostics;

/** {@code sinter inspect}. */
@Command(
    name = "inspect",
    header = "Show what a model is: signature, ops, sizes, costs.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sinter inspect model.onnx --json")
final class InspectVerb implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model: .onnx, .sir or .sinter.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ProgramMixin program;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var inspection = Inspection.of(model, program.options(0), new Diagnostics(talk::diagnostic));
    if (talk.json()) {
      talk.print(inspection);
    } else {
      new InspectText(talk).print(inspection);
    }
    return 0;
  }
}
