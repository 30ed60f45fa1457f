package sinter.compiler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.rewrite.Journal;

/**
 * All that is known of a compilation.
 *
 * @param summary what {@code compile --json} prints
 * @param rewrites every change of the model, in order
 * @param comparison null when output and input were not compared
 */
public record FullReport(
    String tool,
    CompileReport summary,
    Recipe.Options options,
    List<Certificate.Applied> applied,
    List<Rewrite> rewrites,
    Certificate.@Nullable Comparison comparison) {

  /** One change: which rule of which pass, at which node, and where that comes from. */
  public record Rewrite(String pass, String rule, String node, String at) {
    static Rewrite of(Journal.Entry e) {
      return new Rewrite(e.pass(), e.rule(), e.node(), e.at().toString());
    }
  }
}
