package sinter.compiler.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.frontend.data.Npy;
import sinter.frontend.data.Npz;
import sinter.frontend.onnx.DatumReader;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.diag.Suggest;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/**
 * Values for the inputs of a model from files: {@code .npy}, {@code .npz}, ONNX's {@code .pb}, or a folder of these in
 * which {@code NAME.npy} or {@code input_K.pb} says which input is meant.
 */
public final class FeedFiles {
  private final List<Value.Param> params;
  private final Map<String, Datum> feeds = new LinkedHashMap<>();

  private FeedFiles(List<Value.Param> params) {
    this.params = params;
  }

  /**
   * Reads {@code NAME=FILE} and {@code FILE} arguments; the latter is for models with one input, for archives and for
   * folders.
   *
   * @param params the inputs of the model
   * @throws InputError when a file cannot be read, or does not fit an input
   */
  public static Map<String, Datum> read(List<String> arguments, List<Value.Param> params) {
    var files = new FeedFiles(params);
    arguments.forEach(files::argument);
    return files.feeds;
  }

  private void argument(String text) {
    int equals = text.indexOf('=');
    while (equals > 0 && param(text.substring(0, equals)) == null) {
      equals = text.indexOf('=', equals + 1);
    }
    if (equals > 0) {
      var file = Path.of(text.substring(equals + 1));
      put(text.substring(0, equals), value(file, param(text.substring(0, equals))), file);
      return;
    }
    var file = Path.of(text);
    if (Files.isDirectory(file)) {
      folder(file);
    } else if (ending(file).equals("npz")) {
      Npz.read(file).forEach((name, array) -> put(name, array, file));
    } else if (!Files.exists(file) && text.indexOf('=') > 0) {
      throw unknown(text.substring(0, text.indexOf('=')));
    } else {
      var only = only(text);
      put(String.valueOf(only.name()), value(file, only), file);
    }
  }

  private void folder(Path folder) {
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + folder + ": " + Reason.reading(e));
    }
    for (int i = 0; i < params.size(); i++) {
      var p = params.get(i);
      for (var name : List.of(p.name() + ".npy", p.name() + ".pb", "input_" + i + ".pb")) {
        var file = folder.resolve(name);
        if (found.contains(file) && !feeds.containsKey(String.valueOf(p.name()))) {
          put(String.valueOf(p.name()), value(file, p), file);
        }
      }
    }
  }

  private Value.Param only(String text) {
    var required = params.stream().filter(p -> p.initial() == null).toList();
    if (required.size() != 1) {
      throw new InputError(
          Diagnostic.error(
                  Code.UNRESOLVED_NAME,
                  Loc.UNKNOWN,
                  "the model has " + required.size() + " inputs: say which one " + text + " is for")
              .with("write NAME=" + text + "; the inputs are " + String.join(", ", names())));
    }
    return required.getFirst();
  }

  private List<String> names() {
    return params.stream().map(p -> String.valueOf(p.name())).toList();
  }

  private Value.@Nullable Param param(String name) {
    for (var p : params) {
      if (name.equals(p.name())) {
        return p;
      }
    }
    return null;
  }

  private InputError unknown(String name) {
    return new InputError(
        Diagnostic.error(Code.UNRESOLVED_NAME, Loc.UNKNOWN, "there is no input called " + name)
            .with(Suggest.sentence(name, names())));
  }

  private static Datum value(Path file, Value.@Nullable Param param) {
    return switch (ending(file)) {
      case "npy" -> Npy.read(file);
      case "pb" -> DatumReader.read(file, param == null ? Type.OPAQUE : param.type());
      case "npz" -> {
        var arrays = Npz.read(file);
        var name = param == null ? null : param.name();
        var array = arrays.size() == 1 ? arrays.values().iterator().next() : arrays.get(name);
        if (array == null) {
          throw new InputError(
              Code.UNRESOLVED_NAME, Loc.UNKNOWN, file + " holds no array called " + name);
        }
        yield array;
      }
      default ->
          throw new InputError(
              Code.UNREADABLE_FILE, Loc.UNKNOWN, file + " is no .npy, .npz or .pb file");
    };
  }

  private static String ending(Path file) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void put(String name, Datum value, Path file) {
    var p = param(name);
    if (p == null) {
      throw unknown(name);
    }
    feeds.put(
        name,
        value instanceof Tensor t && p.type() instanceof TensorType type
            ? fitted(t, type, name, file)
            : value);
  }

  /** The tensor, with a leading axis of one added or taken away where that makes it fit. */
  private static Tensor fitted(Tensor t, TensorType type, String name, Path file) {
    if (type.dtype() != null && type.dtype() != t.dtype()) {
      throw new InputError(
          Code.DTYPE_MISMATCH,
          Loc.UNKNOWN,
          "input %s is %s, but %s holds %s".formatted(name, type, file, t.type()));
    }
    var fitted = t;
    if (type.rank() == t.rank() + 1 && !Dim.differ(type.shape().dim(0), Dim.of(1))) {
      var dims = new ArrayList<>(t.dims());
      dims.addFirst(1L);
      fitted = t.reshaped(dims);
    } else if (type.rank() >= 0 && type.rank() == t.rank() - 1 && t.dims().getFirst() == 1) {
      fitted = t.reshaped(t.dims().subList(1, t.rank()));
    }
    if (differ(type.shape(), fitted.shape())) {
      throw new InputError(
          Code.SHAPE_MISMATCH,
          Loc.UNKNOWN,
          "input %s is %s, but %s holds %s".formatted(name, type, file, t.type()));
    }
    return fitted;
  }

  private static boolean differ(Shape a, Shape b) {
    if (!a.isRanked() || !b.isRanked()) {
      return false;
    }
    boolean differ = a.rank() != b.rank();
    for (int i = 0; i < a.rank() && !differ; i++) {
      differ = Dim.differ(a.dim(i), b.dim(i));
    }
    return differ;
  }
}
