package sinter.frontend.text;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.text.Quoted;

/** The files that a text refers to, by the name that its header gives them. */
final class WeightFiles {
  /** A mapped file. */
  record Weights(Path path, MemorySegment content) {}

  private final Map<String, Weights> byName = new HashMap<>();

  /** The file called {@code name}, or null. */
  @Nullable Weights get(String name) {
    return byName.get(name);
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
      try {
        var symbol = tree.SYMBOL().getText().substring(1);
        var name = symbol.startsWith("\"") ? Quoted.read(symbol) : symbol;
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
        diagnostics.report(e.diagnostic());
      } catch (IOException | IllegalArgumentException e) {
        diagnostics.error(
            Code.MISSING_WEIGHTS,
            places.of(tree),
            "cannot read " + tree.STRING().getText() + ": " + reason(e));
      }
    }
    return files;
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
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
        Code.WEIGHT_OUTSIDE_MODEL_DIR,
        at,
        "weights lie outside the folder of the text: " + reference);
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
