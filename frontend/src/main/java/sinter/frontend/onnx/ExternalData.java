package sinter.frontend.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/**
 * Tensor data in files beside the model. A model file is untrusted: a location is a relative path
 * that, links followed, stays in the model's folder, and offset and length are checked against the
 * file before anything is mapped.
 */
final class ExternalData {
  /** A part of a mapped file. */
  record Slice(Path file, long offset, MemorySegment bytes) {}

  private final Path model;
  private final WeightStore weights;
  private @Nullable Path folder;

  ExternalData(Path model, WeightStore weights) {
    this.model = model;
    this.weights = weights;
  }

  /** The {@code length} bytes to which the external data entries of {@code tensor} point. */
  Slice slice(TensorProto tensor, long length, String what, Loc at) {
    var location = "";
    long offset = 0;
    long stated = length;
    for (var entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(entry.getValue(), "offset", what, at);
        case "length" -> stated = number(entry.getValue(), "length", what, at);
        default -> {}
      }
    }
    if (stated != length) {
      throw new InputError(
          Code.MISSING_WEIGHTS,
          at,
          "external data of %s has %d bytes, its type takes %d".formatted(what, stated, length));
    }
    var file = resolve(location, what, at);
    try {
      var size = Files.size(file);
      if (offset > size || length > size - offset) {
        throw new InputError(
            Code.MISSING_WEIGHTS,
            at,
            "%s reads bytes %d to %s of '%s', which has %d"
                .formatted(what, offset, Long.toUnsignedString(offset + length), location, size));
      }
      var bytes = length == 0 ? MemorySegment.NULL : weights.map(file).asSlice(offset, length);
      return new Slice(file, offset, bytes);
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE,
          at,
          "cannot read '%s' for %s: %s".formatted(location, what, Reason.reading(e)));
    }
  }

  private static long number(String text, String key, String what, Loc at) {
    try {
      var value = Long.parseLong(text);
      if (value >= 0) return value;
    } catch (NumberFormatException e) {
      // Reported below, as any text that is not a number from 0 up.
    }
    throw new InputError(
        Code.MALFORMED_FILE,
        at,
        "%s of the external data of %s is '%s', not a number".formatted(key, what, text));
  }

  private Path resolve(String location, String what, Loc at) {
    if (location.isEmpty()) {
      throw new InputError(
          Code.MISSING_WEIGHTS, at, "external data of " + what + " has no location");
    }
    var folder = folder();
    try {
      var relative = Path.of(location);
      var file = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(folder)) throw outside(location, what, at);
      if (!Files.exists(file)) {
        throw new InputError(
            Code.MISSING_WEIGHTS,
            at,
            "%s needs the file '%s' beside the model, which does not exist"
                .formatted(what, location));
      }
      var real = file.toRealPath();
      if (!real.startsWith(folder)) throw outside(location, what, at);
      if (!Files.isRegularFile(real)) {
        throw new InputError(
            Code.MISSING_WEIGHTS, at, "'%s' of %s is not a file".formatted(location, what));
      }
      return real;
    } catch (IOException e) {
      throw missing(location, what, Reason.reading(e), at);
    } catch (InvalidPathException e) {
      throw missing(location, what, "no file can have that name", at);
    }
  }

  private static InputError missing(String location, String what, String why, Loc at) {
    return new InputError(
        Code.MISSING_WEIGHTS, at, "cannot find '%s' of %s: %s".formatted(location, what, why));
  }

  private static InputError outside(String location, String what, Loc at) {
    return new InputError(
        Code.WEIGHT_OUTSIDE_MODEL_DIR,
        at,
        "external data of %s is in '%s', outside the model's folder".formatted(what, location));
  }

  private Path folder() {
    var known = folder;
    if (known != null) return known;
    try {
      var found = model.toRealPath().resolveSibling(".").normalize();
      folder = found;
      return found;
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot find " + model + ": " + Reason.reading(e));
    }
  }
}
