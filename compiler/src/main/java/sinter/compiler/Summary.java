package sinter.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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
      long bytes = 0;
      for (var f : files(model, file)) {
        bytes += Files.size(f);
      }
      return of(model, bytes);
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

  /** The same of a file that has further nodes. */
  Summary plus(int more) {
    return new Summary(nodes + more, bytes, parameters);
  }

  /** The file and the other files that values of the model are mapped from, in the order of their names. */
  static List<Path> files(Model model, Path file) {
    var others = new TreeSet<Path>();
    try {
      for (var n : model.allNodes()) {
        if (n.op() instanceof Const(Tensor.Mapped m)) {
          others.add(m.file().toRealPath());
        }
      }
      for (var p : model.main().body().params()) {
        if (p.initial() instanceof Tensor.Mapped m) {
          others.add(m.file().toRealPath());
        }
      }
      return behind(file, others);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file and all others that were read for the model, in the order of their names. */
  static List<Path> read(Model model, Path file) {
    var others = new TreeSet<Path>();
    try {
      for (var f : model.weights().files()) {
        others.add(f.toRealPath());
      }
      return behind(file, others);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> behind(Path file, SortedSet<Path> others) throws IOException {
    var all = new ArrayList<Path>(others);
    all.remove(file.toRealPath());
    all.addFirst(file);
    return all;
  }
}
