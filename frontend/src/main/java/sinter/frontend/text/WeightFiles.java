package sinter.frontend.text;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.text.Quoted;

/** The files that a text refers to, by the name that its header gives them. */
final class WeightFiles {
  /** A mapped file. */
  record Weights(Path path, MemorySegment content) {}

  private final Map<String, Weights> byName = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  /** The file called {@code name}, or null. */
  @Nullable Weights get(String name) {
    return byName.get(name);
  }

  /** Whether the header names a file that could not be had, which was reported. */
  boolean isLost(String name) {
    return lost.contains(name);
  }

  /**
   * Maps the files of the header.
   *
   * @param folder of the text, which a file must lie in; null when the text lies in none
   * @param anywhere whether files may lie anywhere
   */
  static WeightFiles open(
      List<SirParser.WeightsContext> trees,
      Places places,
      WeightStore store,
      @Nullable Path folder,
      boolean anywhere,
      Diagnostics diagnostics) {
    var files = new WeightFiles();
    for (var tree : trees) {
      if (tree.exception != null) {
        continue;
      }
      var name = "";
      try {
        var symbol = tree.SYMBOL().getText().substring(1);
        name = symbol.startsWith("\"") ? Quoted.read(symbol) : symbol;
        var reference = Quoted.read(tree.STRING().getText());
        var at = places.of(tree.STRING().getSymbol());
        var path = resolve(reference, folder, anywhere, at);
        var content = store.map(path);
        checkSize(tree, content.byteSize(), at);
        if (files.byName.put(name, new Weights(path, content)) != null) {
          throw new InputError(
              Code.UNRESOLVED_NAME, places.of(tree), "weights @" + name + " are given twice");
        }
      } catch (InputError e) {
        files.lost.add(name);
        diagnostics.report(e.diagnostic());
      } catch (IOException | IllegalArgumentException e) {
        files.lost.add(name);
        diagnostics.report(unreadable(tree, places, folder, e));
      }
    }
    return files;
  }

  private static Diagnostic unreadable(
      SirParser.WeightsContext tree, Places places, @Nullable Path folder, Exception e) {
    var name = tree.STRING().getText();
    boolean missing = e instanceof NoSuchFileException;
    var diagnostic =
        Diagnostic.error(
            Code.MISSING_WEIGHTS,
            places.of(tree),
            "cannot read " + name + ": " + (missing ? "there is no such file" : e.getMessage()));
    return missing && folder != null
        ? diagnostic.with("the text is taken to lie in " + folder.toAbsolutePath().normalize())
        : diagnostic;
  }

  private static Path resolve(String reference, @Nullable Path folder, boolean anywhere, Loc at)
      throws IOException {
    try {
      var path = Path.of(reference);
      if (anywhere && path.isAbsolute()) {
        return path.normalize();
      }
      if (folder != null && !path.isAbsolute()) {
        var home = folder.toAbsolutePath().normalize();
        var file = home.resolve(path).normalize();
        if (file.startsWith(home) && file.toRealPath().startsWith(home.toRealPath())) {
          return file;
        }
      }
    } catch (InvalidPathException e) {
      throw new InputError(Code.MISSING_WEIGHTS, at, "not a file name: " + e.getReason());
    }
    throw new InputError(
        Diagnostic.error(
                Code.WEIGHT_OUTSIDE_MODEL_DIR,
                at,
                "weights lie outside the folder of the text: " + reference)
            .with(
                anywhere
                    ? "such a file is named by its absolute path"
                    : "if the text can be trusted, --weights-anywhere reads them"));
  }

  private static void checkSize(SirParser.WeightsContext tree, long size, Loc at) {
    if (tree.INT() != null && !tree.INT().getText().equals(Long.toString(size))) {
      throw new InputError(
          Code.MISSING_WEIGHTS,
          at,
          "the file has " + size + " bytes, expected " + tree.INT().getText());
    }
  }
}
