package sinter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sinter.compiler.Catalog;

/** {@code sinter targets}. */
@Command(
    name = "targets",
    header = "List what can be compiled for.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sinter targets --json")
final class TargetsVerb implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var targets = Catalog.targets();
    if (talk.json()) {
      talk.print(targets);
    } else {
      new CatalogText(talk).print(targets);
    }
    return 0;
  }
}
