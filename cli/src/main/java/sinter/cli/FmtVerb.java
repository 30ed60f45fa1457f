package sinter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sinter.compiler.Formatting;

/** {@code sinter fmt}. */
@Command(
    name = "fmt",
    header = "Lay out programs of the model language.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter fmt model.sinter",
      "  sinter fmt --check examples",
      "  sinter fmt - < model.sinter"
    })
final class FmtVerb implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SourcesMixin sources;

  @Option(names = "--check", description = "Change nothing; exit with 1 if something would change.")
  private boolean check;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var report = Formatting.run(sources.files(), check, System.in, talk::diagnostic);
    for (var file : report.files()) {
      if (file.changed()) {
        talk.say(file.file());
      }
    }
    talk.print(report, check ? null : report.text());
    return check && report.isChanged() ? Main.MISSED : 0;
  }
}
