package sinter.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import sinter.ir.Model;
import sinter.ir.op.Const;
import sinter.ir.tensor.Tensor;

/**
 * Counts of a model.
 *
 * @param nodes nodes as in the file: of the main graph, every subgraph and every function, initializers not counted
 * @param bytes the file with its external data
 * @param parameters elements of constants of a float type, shared ones once
 */
record Summary(long nodes, long bytes, long parameters) {

  static Summary of(Model model, Path file) {
    try {
      return of(model, Files.size(file) + external(model, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Summary of(Model model, long bytes) {
    long nodes = 0;
    long parameters = 0;
    for (var n : model.allNodes()) {
      if (!(n.op() instanceof Const(var t))) {
        nodes++;
      } else if (t.dtype().isFloat()) {
        parameters += t.size();
      }
    }
    for (var b : model.allBlocks()) {
      for (var p : b.params()) {
        if (p.initial() instanceof Tensor t && t.dtype().isFloat()) {
          parameters += t.size();
        }
      }
    }
    return new Summary(nodes, bytes, parameters);
  }

  /** Bytes of the other files that constants are mapped from. */
  private static long external(Model model, Path file) throws IOException {
    var files = new HashSet<Path>();
    var own = file.toRealPath();
    for (var n : model.allNodes()) {
      if (n.op() instanceof Const(Tensor.Mapped m)) {
        files.add(m.file().toRealPath());
      }
    }
    files.remove(own);
    long bytes = 0;
    for (var f : files) {
      bytes += Files.size(f);
    }
    return bytes;
  }
}
