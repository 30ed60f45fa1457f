package sinter.frontend.language;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.weights.Rename;
import sinter.frontend.language.weights.WeightSource;
import sinter.frontend.language.weights.Weights;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;

/** What is settled when a whole program has been evaluated: files it names, stored tensors, and the opset. */
final class Program {
  /** Lowest opset that a program is written for: older ones lack too many forms. */
  private static final int LOWEST_OPSET = 17;

  private Program() {}

  /** The file that {@code path} names in {@code unit}. */
  static Path resolve(Unit unit, Loc.Span at, String path) {
    try {
      var relative = Path.of(path);
      if (relative.isAbsolute()) {
        return relative.normalize();
      }
      if (unit.folder() == null) {
        throw Mistake.of(Code.UNREADABLE_FILE, at, "a text without a folder cannot name %s", path);
      }
      return unit.folder().resolve(relative).normalize();
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

  /**
   * Sets the opset of {@code model}: the lowest from 17 on that has all its ops, and the version of the file format that
   * goes with it.
   */
  static void choose(Model model) {
    var nodes =
        model.allNodes().stream()
            .filter(n -> !(n.op() instanceof Const) && !(n.op() instanceof Foreign))
            .toList();
    int opset = LOWEST_OPSET;
    while (opset < Onnx.NEWEST && !isWritable(nodes, opset)) {
      opset++;
    }
    model.opsets().put("", (long) opset);
    model.setIrVersion(format(opset));
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign(var domain, var name, var overload, long version, var attrs)) {
        if (domain.isEmpty()) {
          n.setOp(new Foreign(domain, name, overload, opset, attrs));
        } else {
          long of = Math.max(1, version);
          n.setOp(new Foreign(domain, name, overload, of, attrs));
          model.opsets().merge(domain, of, Math::max);
        }
      } else if (!(n.op() instanceof Const)
          && OpCatalog.get().of(n.op()).schemaOrThrow().onnx() instanceof Onnx o
          && !o.domain().isEmpty()) {
        model.opsets().putIfAbsent(o.domain(), 1L);
      }
    }
  }

  private static boolean isWritable(List<Node> nodes, int opset) {
    for (var n : nodes) {
      var onnx = OpCatalog.get().of(n.op()).schemaOrThrow().onnx();
      boolean isDefault = onnx != null && onnx.domain().isEmpty();
      if (isDefault && OnnxCodec.write(n.op(), opset, n) == null) {
        return false;
      }
    }
    return true;
  }

  /** The version of the file format that was current when the opset was. */
  private static long format(int opset) {
    return opset <= 18
        ? 8
        : opset <= 20 ? 9 : opset <= 22 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : 13;
  }
}
