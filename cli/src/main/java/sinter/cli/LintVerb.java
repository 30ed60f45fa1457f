package sinter.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sinter.compiler.Linting;

/** {@code sinter lint}. */
@Command(
    name = "lint",
    header = "Check programs of the model language without writing anything.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  sinter lint model.sinter", "  sinter lint --strict examples"})
final class LintVerb implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SourcesMixin sources;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the models that have one of this name, such as classes=10.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--strict", description = "Exit with 1 if there are warnings.")
  private boolean strict;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var report = Linting.run(sources.files(), parameters, System.in, talk::diagnostic);
    talk.say(summary(report));
    talk.print(report, null);
    if (report.errors() > 0) {
      return Main.INPUT;
    }
    return strict && report.warnings() > 0 ? Main.MISSED : 0;
  }

  private static String summary(Linting.Report report) {
    return "%s checked: %s, %s"
        .formatted(
            counted(report.files().size(), "file"),
            counted(report.errors(), "error"),
            counted(report.warnings(), "warning"));
  }

  private static String counted(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
