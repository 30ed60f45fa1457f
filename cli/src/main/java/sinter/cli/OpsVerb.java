package sinter.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sinter.compiler.Catalog;
import sinter.compiler.Catalog.OpEntry;

/** {@code sinter ops}. */
@Command(
    name = "ops",
    header = "List the ops of the representation, or explain one.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  sinter ops", "  sinter ops conv", "  sinter ops Gemm --json"})
final class OpsVerb implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The op to explain, by its name or ONNX's.",
      converter = Converters.OpName.class)
  private @Nullable OpEntry op;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    if (op != null) {
      if (talk.json()) {
        talk.print(op);
      } else {
        new CatalogText(talk).print(op);
      }
      return 0;
    }
    var ops = Catalog.ops();
    if (talk.json()) {
      talk.print(ops);
    } else {
      new CatalogText(talk).print(ops);
    }
    return 0;
  }
}
