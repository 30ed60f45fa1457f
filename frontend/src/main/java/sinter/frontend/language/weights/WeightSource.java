package sinter.frontend.language.weights;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sinter.frontend.data.Npy;
import sinter.frontend.data.Npz;
import sinter.frontend.data.Safetensors;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Block;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.op.Const;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type.TensorType;

/**
 * A file of named tensors: {@code .safetensors}, {@code .npz}, {@code .npy} or the initializers of an {@code
 * .onnx}.
 */
public final class WeightSource {
  private final Path file;
  private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();
  private final SequencedMap<String, Entry> used = new LinkedHashMap<>();

  private WeightSource(Path file) {
    this.file = file;
  }

  private record Entry(TensorType type, Supplier<Tensor> tensor) {}

  /**
   * Reads what {@code file} holds, but none of its elements.
   *
   * @param store keeps the file mapped as long as tensors of it are used
   * @throws InputError when it cannot be read or does not follow its format
   */
  public static WeightSource open(Path file, WeightStore store, Diagnostics diagnostics) {
    var source = new WeightSource(file);
    try {
      source.read(store, diagnostics);
    } catch (NoSuchFileException e) {
      throw new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, "no file " + file);
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
    }
    return source;
  }

  private void read(WeightStore store, Diagnostics diagnostics) throws IOException {
    var name = String.valueOf(file.getFileName());
    switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "safetensors" -> Safetensors.read(file, store.map(file), diagnostics).forEach(this::add);
      case "npz" ->
          Npz.entries(file, store.map(file))
              .forEach((n, e) -> entries.put(n, new Entry(e.type(), e::tensor)));
      case "npy" -> add(name.substring(0, name.lastIndexOf('.')), Npy.read(file, store.map(file)));
      case "onnx" -> {
        var model = OnnxReader.read(file, store.retain(), diagnostics);
        initializers(model.main().body());
        UseOrder.of(model.main().body())
            .forEach(t -> used.put(t.name(), new Entry(t.tensor().type(), t::tensor)));
        model.close();
      }
      default ->
          throw new InputError(
              Code.UNREADABLE_FILE,
              Loc.UNKNOWN,
              file + " is no .safetensors, .npz, .npy or .onnx file");
    }
  }

  private void add(String name, Tensor tensor) {
    entries.put(name, new Entry(tensor.type(), () -> tensor));
  }

  private void initializers(Block body) {
    for (var p : body.params()) {
      if (p.name() != null && p.initial() != null) {
        add(p.name(), p.initial());
      }
    }
    for (var node : body) {
      if (node.op() instanceof Const(var value) && node.result().name() instanceof String name) {
        add(name, value);
      }
    }
  }

  public Path file() {
    return file;
  }

  /** Names of the tensors in the order of the file. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * Names of the tensors of an ONNX file in the order in which its nodes use them, without those that a
   * program writes itself ({@link UseOrder#isParameter}); the order of the file for other formats.
   */
  public List<String> used() {
    return used.isEmpty() ? names() : List.copyOf(used.keySet());
  }

  private @Nullable Entry entry(String name) {
    var entry = entries.get(name);
    return entry == null ? used.get(name) : entry;
  }

  /** Type of the tensor {@code name}; null when there is none. */
  public @Nullable TensorType type(String name) {
    var entry = entry(name);
    return entry == null ? null : entry.type();
  }

  /**
   * The tensor {@code name}.
   *
   * @throws InputError when its compressed bytes are damaged
   */
  public Tensor tensor(String name) {
    return Objects.requireNonNull(entry(name), name).tensor().get();
  }
}
