package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import sinter.ir.Model;
import sinter.ir.diag.InputError;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.passes.Pass;
import sinter.passes.PassObserver;
import sinter.passes.PassStatistics;

/** Prints the model after passes, or what they changed. */
public final class Dumps implements PassObserver {
  private final Set<String> after;
  private final boolean changed;
  private final Consumer<String> out;
  private List<String> before = List.of();

  /**
   * @param after passes after which the whole model is printed
   * @param changed whether each pass is followed by the lines that it changed
   * @param out takes one text at a time, of several lines
   */
  public Dumps(Set<String> after, boolean changed, Consumer<String> out) {
    this.after = Set.copyOf(after);
    this.changed = changed;
    this.out = out;
  }

  @Override
  public void before(Pass pass, Model model) {
    if (changed) {
      before = lines(model);
    }
  }

  @Override
  public void after(Pass pass, Model model, PassStatistics statistics) {
    if (after.contains(pass.name())) {
      out.accept("// after " + pass.name() + "\n" + String.join("\n", lines(model)));
    }
    if (changed) {
      var difference = LineDiff.between(before, lines(model));
      out.accept(
          "// "
              + pass.name()
              + (difference.isEmpty() ? " changed nothing" : "\n" + String.join("\n", difference)));
    }
  }

  /** The text of the model; weights are named by where they are. */
  private static List<String> lines(Model model) {
    try {
      return Printer.print(model, new Style(false, Path.of("").toAbsolutePath(), true))
          .lines()
          .toList();
    } catch (InputError e) {
      return List.of("// " + e.diagnostic().message());
    }
  }
}
