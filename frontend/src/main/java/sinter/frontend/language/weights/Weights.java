package sinter.frontend.language.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration.Weights.Order;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Brings parameters and the tensors of files together, and tells what does not fit. */
public final class Weights {
  /** Names in one message, and unmatched parameters told one by one. */
  private static final int MOST = 8;

  /** Elements that are looked at together. */
  private static final int RUN = 1 << 14;

  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final Map<String, Tensor> found = new LinkedHashMap<>();
  private final Set<String> misfits = new LinkedHashSet<>();
  private final Set<String> unused = new LinkedHashSet<>();
  private final List<String> files = new ArrayList<>();
  private final Diagnostics diagnostics;

  /** How many parameters files in an order of their own have gone through. */
  private int placed;

  private Weights(List<Wanted> wanted, Diagnostics diagnostics) {
    wanted.forEach(w -> this.wanted.put(w.name(), w));
    this.diagnostics = diagnostics;
  }

  /**
   * A parameter.
   *
   * @param name its full name
   * @param hasInitial whether it has a value without any file
   * @param at its declaration
   */
  public record Wanted(String name, TensorType type, boolean hasInitial, Loc at) {}

  /**
   * A file to take tensors from.
   *
   * @param order whether tensors find their parameters by name, or by their place in the file
   * @param at where the program or the user names the file
   */
  public record Given(WeightSource source, List<Rename> renames, Order order, Loc at) {
    public Given {
      renames = List.copyOf(renames);
    }

    private String file() {
      Path name = source.file().getFileName();
      return name == null ? source.file().toString() : name.toString();
    }
  }

  /**
   * The tensors of the parameters that {@code files} hold, an earlier file before a later one, with the
   * parameter's own type: other floats are converted. Reported as errors: tensors of another shape or kind or
   * with elements that the parameter's type cannot hold, and parameters that have neither a tensor nor an
   * initial value. Reported as warnings: tensors and renames without a parameter, and parameters that keep
   * their initial value.
   */
  public static Map<String, Tensor> assign(
      List<Wanted> parameters, List<Given> files, Diagnostics diagnostics) {
    var weights = new Weights(parameters, diagnostics);
    for (var file : files) {
      weights.files.add(file.file());
      weights.take(file);
    }
    weights.reportMissing(files.isEmpty() ? Loc.UNKNOWN : files.getFirst().at());
    return weights.found;
  }

  private void take(Given file) {
    var extra = new ArrayList<String>();
    switch (file.order()) {
      case NAME -> byName(file, extra);
      case FILE -> inOrder(file, file.source().names(), extra);
      case USE -> inOrder(file, file.source().used(), extra);
    }
    if (!extra.isEmpty()) {
      var d =
          Diagnostic.warning(
              Code.UNMATCHED_WEIGHTS,
              file.at(),
              "%s of %s %s no parameter: %s"
                  .formatted(
                      count(extra.size(), "tensor"),
                      file.file(),
                      extra.size() == 1 ? "has" : "have",
                      listed(extra)));
      diagnostics.report(d);
    }
  }

  /**
   * A file goes on where the one before ended; what names found elsewhere moves no other parameter's place.
   */
  private void inOrder(Given file, List<String> names, List<String> extra) {
    var left = new ArrayList<>(wanted.values()).subList(placed, wanted.size());
    int count = Math.min(left.size(), names.size());
    for (int i = 0; i < count; i++) {
      put(left.get(i), names.get(i), file);
    }
    placed += count;
    extra.addAll(names.subList(count, names.size()));
    unused.addAll(extra);
  }

  private void byName(Given file, List<String> extra) {
    var silent = new ArrayList<>(file.renames());
    var takers = new LinkedHashMap<String, String>();
    for (var name : file.source().names()) {
      var own = name;
      for (var rename : file.renames()) {
        if (rename.apply(name) instanceof String renamed) {
          own = renamed;
          silent.remove(rename);
          break;
        }
      }
      var w = wanted.get(own);
      var other = w == null ? null : takers.putIfAbsent(own, name);
      if (other != null) {
        diagnostics.error(
            Code.UNMATCHED_WEIGHTS,
            file.at(),
            "%s and %s of %s are both meant for %s".formatted(other, name, file.file(), own));
      } else if (w != null) {
        put(w, name, file);
      } else {
        extra.add(name.equals(own) ? name : name + " (here " + own + ")");
        unused.add(name);
      }
    }
    for (var rename : silent) {
      diagnostics.warning(
          Code.UNMATCHED_WEIGHTS,
          rename.at(),
          "no tensor of " + file.file() + " is called like the left side of " + rename);
    }
  }

  private void put(Wanted w, String name, Given file) {
    if (found.containsKey(w.name()) || misfits.contains(w.name())) {
      return;
    }
    var type = file.source().type(name);
    if (type == null) {
      return;
    }
    if (misfit(w, type) instanceof Code code) {
      misfits.add(w.name());
      var called = name.equals(w.name()) ? "" : " as " + name;
      var d =
          Diagnostic.error(
              code,
              w.at() instanceof Loc.Unknown ? file.at() : w.at(),
              "parameter %s is %s, but %s holds %s%s"
                  .formatted(w.name(), w.type(), file.file(), type, called));
      diagnostics.report(
          code == Code.SHAPE_MISMATCH && isTransposed(w, type)
              ? d.with("the last two extents are swapped")
              : d);
      return;
    }
    var tensor = file.source().tensor(name);
    var converted = converted(tensor, w.type());
    if (overflowing(tensor, converted.dtype()) instanceof Double value) {
      misfits.add(w.name());
      diagnostics.error(
          Code.DTYPE_MISMATCH,
          w.at() instanceof Loc.Unknown ? file.at() : w.at(),
          "parameter %s is %s, in which %s of %s in %s is infinite"
              .formatted(w.name(), w.type(), value, name, file.file()));
      return;
    }
    found.put(w.name(), converted);
  }

  /** The first finite element of {@code tensor} that is none in {@code to}; null without. */
  private static @Nullable Double overflowing(Tensor tensor, DType to) {
    if (tensor.dtype() == to || tensor.dtype().bits() < to.bits()) {
      return null;
    }
    var elements = Elements.of(tensor);
    var values = new double[(int) Math.min(RUN, tensor.size())];
    for (long from = 0; from < tensor.size(); from += RUN) {
      int count = (int) Math.min(RUN, tensor.size() - from);
      elements.read(from, values, count);
      for (int i = 0; i < count; i++) {
        double value = values[i];
        if (Double.isFinite(value)
            && !Double.isFinite(Elements.value(to, Elements.bits(to, value)))) {
          return value;
        }
      }
    }
    return null;
  }

  private static @Nullable Code misfit(Wanted w, TensorType type) {
    if (!w.type().shape().equals(type.shape())) {
      return Code.SHAPE_MISMATCH;
    }
    var to = w.type().dtype();
    var from = type.dtype();
    boolean fits = to == from || (to != null && from != null && to.isFloat() && from.isFloat());
    return fits ? null : Code.DTYPE_MISMATCH;
  }

  private static boolean isTransposed(Wanted w, TensorType type) {
    int rank = type.rank();
    if (rank < 2 || w.type().rank() != rank) {
      return false;
    }
    var dims = new ArrayList<>(type.shape().dims());
    dims.set(rank - 1, type.shape().dim(rank - 2));
    dims.set(rank - 2, type.shape().dim(rank - 1));
    return Shape.of(dims).equals(w.type().shape());
  }

  private static Tensor converted(Tensor tensor, TensorType type) {
    DType to = type.dtype();
    return to == null || tensor.dtype() == to
        ? tensor
        : new Tensor.Derived(type, new Recipe.Cast(to), List.of(tensor));
  }

  private void reportMissing(Loc at) {
    var kept = new ArrayList<String>();
    var missing = new ArrayList<Wanted>();
    for (var w : wanted.values()) {
      if (found.containsKey(w.name()) || misfits.contains(w.name())) {
        continue;
      }
      if (w.hasInitial()) {
        kept.add(w.name());
      } else {
        missing.add(w);
      }
    }
    missing.stream().limit(MOST).forEach(this::reportMissing);
    if (missing.size() > MOST) {
      var rest = missing.subList(MOST, missing.size()).stream().map(Wanted::name).toList();
      diagnostics.error(
          Code.UNMATCHED_WEIGHTS,
          at,
          "%s more have no tensor: %s".formatted(count(rest.size(), "parameter"), listed(rest)));
    }
    if (!kept.isEmpty() && !files.isEmpty()) {
      diagnostics.warning(
          Code.UNMATCHED_WEIGHTS,
          at,
          "%s not in %s %s: %s"
              .formatted(
                  count(kept.size(), "parameter"),
                  String.join(" or ", files),
                  kept.size() == 1 ? "keeps its initial value" : "keep their initial values",
                  listed(kept)));
    }
  }

  private void reportMissing(Wanted w) {
    if (files.isEmpty()) {
      diagnostics.report(
          Diagnostic.error(
                  Code.UNMATCHED_WEIGHTS,
                  w.at(),
                  "parameter "
                      + w.name()
                      + " has no initial value, and no file of weights is given")
              .with("give it one, such as '= he_normal()', or name a file with --weights"));
      return;
    }
    var d =
        Diagnostic.error(
            Code.UNMATCHED_WEIGHTS,
            w.at(),
            "no tensor of " + String.join(" or ", files) + " is called " + w.name());
    var near = Suggest.nearest(w.name(), unused);
    diagnostics.report(
        near.isEmpty() ? d : d.with("did you mean " + String.join(" or ", near) + "?"));
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  private static String listed(List<String> names) {
    var shown = String.join(", ", names.subList(0, Math.min(MOST, names.size())));
    return names.size() > MOST ? shown + ", …" : shown;
  }
}
