package sinter.frontend.language;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.weights.Rename;
import sinter.frontend.language.weights.WeightSource;
import sinter.frontend.language.weights.Weights;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;

/** What is settled when a whole program has been evaluated: files it names, and stored tensors. */
final class Program {
  /** Bytes of the parameters that are drawn or filled when the model is written. */
  private static final long MOST_DRAWN = 1L << 35;

  private Program() {}

  /**
   * The file that {@code path} names in {@code unit}. A program is source code that its user chose to compile: it may
   * name any file, but no device or pipe, whose content has no end and is gone when it has been read.
   */
  static Path resolve(Unit unit, Loc.Span at, String path) {
    try {
      var relative = Path.of(path);
      if (!relative.isAbsolute() && unit.folder() == null) {
        throw Mistake.of(Code.UNREADABLE_FILE, at, "a text without a folder cannot name %s", path);
      }
      var folder = unit.folder();
      var file = (folder == null ? relative : folder.resolve(relative)).normalize();
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw Mistake.of(Code.UNREADABLE_FILE, at, "%s is not a file", path);
      }
      return file;
    } catch (InvalidPathException e) {
      throw Mistake.of(Code.UNREADABLE_FILE, at, "%s is not the name of a file", path);
    }
  }

  /** Gives stored tensors their contents: from files of weights, else from their initializers. */
  static void settle(
      Lowering lowering,
      Unit unit,
      String model,
      LanguageReader.Options options,
      Diagnostics diagnostics) {
    var store = lowering.emitter.model().weights();
    var files = new ArrayList<Weights.Given>();
    if (options.weights() instanceof Path file) {
      var source = WeightSource.open(file, store, diagnostics);
      files.add(new Weights.Given(source, List.of(), Declaration.Weights.Order.NAME, Loc.UNKNOWN));
    }
    for (var d : unit.declarations()) {
      if (d instanceof Declaration.Weights w && w.model().equals(model)) {
        var renames = w.mappings().stream().map(m -> Rename.of(m.from(), m.to(), m.at())).toList();
        var source = open(resolve(unit, w.at(), w.path()), w.at(), store, diagnostics);
        files.add(new Weights.Given(source, renames, w.order(), w.at()));
      }
    }
    var all = lowering.parameters.all();
    var wanted =
        all.stream()
            .map(p ->
                new Weights.Wanted(
                    p.name(), p.type(), p.initializer() != null || p.isGiven(), p.at()))
            .toList();
    var found = Weights.assign(wanted, files, diagnostics);
    checkDrawn(all.stream().filter(p -> !found.containsKey(p.name())).toList(), diagnostics);
    for (var p : all) {
      var contents = found.get(p.name());
      if (contents == null && p.initializer() != null) {
        var dtype = Objects.requireNonNull(p.type().dtype());
        contents =
            p.initializer().create(options.seed(), p.name(), dtype, p.type().shape().longs());
      }
      if (contents != null) {
        p.node().setOp(new Const(contents));
      }
    }
  }

  /** Refuses first values that together take more than a file or a machine holds. */
  private static void checkDrawn(List<Parameters.Stored> initial, Diagnostics diagnostics) {
    long total = 0;
    long most = 0;
    Parameters.@Nullable Stored largest = null;
    for (var p : initial) {
      long bytes = p.initializer() == null ? 0 : p.bytes();
      total += bytes;
      if (bytes > most) {
        most = bytes;
        largest = p;
      }
    }
    if (total > MOST_DRAWN && largest != null) {
      diagnostics.report(
          Diagnostic.error(
                  Code.TOO_LARGE,
                  largest.from(),
                  "first values of parameters would take %d bytes; %d are the most"
                      .formatted(total, MOST_DRAWN))
              .with("the largest is %s, %d bytes".formatted(largest.name(), most))
              .with("a file of weights is not copied, and may be larger"));
    }
  }

  private static WeightSource open(
      Path file, Loc.Span at, WeightStore store, Diagnostics diagnostics) {
    try {
      return WeightSource.open(file, store, diagnostics);
    } catch (InputError e) {
      throw e.diagnostic().at() instanceof Loc.Unknown
          ? new InputError(e.diagnostic().code(), at, e.diagnostic().message())
          : e;
    }
  }
}
