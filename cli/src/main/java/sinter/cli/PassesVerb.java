package sinter.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sinter.compiler.Catalog;
import sinter.compiler.Catalog.PassEntry;

/** {@code sinter passes}. */
@Command(
    name = "passes",
    header = "List the passes and pipelines, or explain one pass.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sinter passes fold-constants")
final class PassesVerb implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The pass to explain.",
      converter = Converters.PassName.class)
  private @Nullable PassEntry pass;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    if (pass != null) {
      if (talk.json()) {
        talk.print(pass);
      } else {
        new CatalogText(talk).print(pass);
      }
      return 0;
    }
    var passes = Catalog.passes();
    if (talk.json()) {
      talk.print(passes);
    } else {
      new CatalogText(talk).print(passes);
    }
    return 0;
  }
}
