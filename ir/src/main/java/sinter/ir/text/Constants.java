package sinter.ir.text;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Writes tensors: small ones by element, mapped ones by their place in a file, recipes as recipes. */
final class Constants {
  /** Most elements that are written out. */
  private static final int INLINE = 64;

  /** Takes the content of a tensor that no readable file holds, and says how the text refers to it. */
  interface Store {
    String put(Tensor tensor);

    /** True when the file must not be referred to, because it is about to be replaced. */
    default boolean replaces(Path file) {
      return false;
    }
  }

  private final Style style;
  private final Store store;
  private final Map<Path, String> files = new LinkedHashMap<>();

  Constants(Style style, Store store) {
    this.style = style;
    this.store = store;
  }

  /** The tensor without its type. */
  String body(Tensor tensor) {
    return switch (tensor) {
      case Tensor.Splat(var type, long bits) -> "splat " + element(tensor.dtype(), bits);
      case Tensor.Strings(_, var values) ->
          values.stream().map(Quoted::bytes).collect(Collectors.joining(", ", "[", "]"));
      case Tensor.Derived(_, var recipe, var sources) -> recipe(recipe, sources);
      case Tensor.Dense _ -> tensor.size() <= INLINE ? elements(tensor) : store.put(tensor);
      case Tensor.Mapped m -> tensor.size() <= INLINE ? elements(tensor) : slice(m);
    };
  }

  String tensor(Tensor tensor) {
    return body(tensor) + " : " + tensor.type();
  }

  private String recipe(Recipe recipe, List<Tensor> sources) {
    var options = recipe instanceof Record r ? new Words(this).attributes(r) : "";
    return "recipe "
        + Vocabulary.name(recipe)
        + (options.isEmpty() ? "" : " " + options)
        + sources.stream().map(this::tensor).collect(Collectors.joining(", ", " (", ")"));
  }

  private static String elements(Tensor tensor) {
    var content = tensor.content();
    if (hasPadding(tensor, content)) {
      return Quoted.base64(content.toArray(ValueLayout.JAVA_BYTE));
    }
    return LongStream.range(0, tensor.size())
        .mapToObj(i -> element(tensor.dtype(), content, i))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** True when bits beyond the last element are set, which elements cannot say. */
  private static boolean hasPadding(Tensor tensor, MemorySegment content) {
    int used = (int) (tensor.size() * tensor.dtype().bits() % Byte.SIZE);
    return used != 0
        && (content.get(ValueLayout.JAVA_BYTE, content.byteSize() - 1) & 0xFF) >> used != 0;
  }

  private static String element(DType dtype, MemorySegment content, long index) {
    if (dtype == DType.C128) {
      return "("
          + Scalars.text(content.get(Tensor.DOUBLE, index << 4))
          + ", "
          + Scalars.text(content.get(Tensor.DOUBLE, (index << 4) + 8))
          + ")";
    }
    return element(dtype, new Elements.Packed(dtype, content).bitsAt(index));
  }

  private static String element(DType dtype, long bits) {
    if (dtype == DType.C64) {
      return "("
          + Scalars.text(Float.intBitsToFloat((int) bits))
          + ", "
          + Scalars.text(Float.intBitsToFloat((int) (bits >>> 32)))
          + ")";
    }
    return Scalars.text(dtype, bits);
  }

  private String slice(Tensor.Mapped tensor) {
    var file = tensor.file().toAbsolutePath().normalize();
    if (store.replaces(file) || reference(file) == null) {
      return store.put(tensor);
    }
    var symbol = files.computeIfAbsent(file, _ -> "@w" + files.size());
    long end = tensor.offset() + tensor.bytes().byteSize();
    return symbol + "[" + tensor.offset() + " : " + end + "]";
  }

  /** How the header names the file; null when the text must not refer to it. */
  private @Nullable String reference(Path file) {
    if (style.anywhere()) {
      return file.toString();
    }
    var folder = style.folder();
    if (folder == null) {
      return null;
    }
    try {
      var home = folder.toAbsolutePath().normalize();
      boolean isInside = file.startsWith(home) && file.toRealPath().startsWith(folder.toRealPath());
      return isInside ? home.relativize(file).toString().replace('\\', '/') : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** One line per file that the text refers to. */
  String header() {
    var out = new StringBuilder();
    files.forEach((file, symbol) -> {
      var reference = reference(file);
      if (reference != null) {
        out.append("weights ").append(symbol).append(" = ").append(Quoted.of(reference));
        out.append(size(file)).append('\n');
      }
    });
    return out.toString();
  }

  private static String size(Path file) {
    try {
      return " size " + Files.size(file);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
