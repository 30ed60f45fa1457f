package sinter.backend.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Tensor;
import sinter.ir.wire.WireSplicer;

/**
 * Writes models of {@link sinter.ir.op.Foreign} nodes and constants as ONNX files. Payloads stream
 * from where they are: memory use depends on the nodes, not on the weights.
 */
public final class OnnxWriter {
  /** Whether large initializers go to a file of their own beside the model. */
  public enum ExternalData {
    /** When the file would otherwise exceed 1.5 GiB. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /** Largest file without external data under {@link ExternalData#AUTO}. */
  static final long AUTO_LIMIT = 3L << 29;

  /** Largest initializer that stays in the model file when others do not, in bytes. */
  static final long SMALL = 1024;

  private OnnxWriter() {}

  /**
   * Writes {@code model} to {@code target}, complete or not at all.
   *
   * @throws InputError when the target cannot be written, or no file can hold the model
   */
  public static void write(Model model, Path target, ExternalData policy) {
    try (var staged = stage(model, target, policy)) {
      staged.commit();
    }
  }

  /**
   * Writes {@code model} beside {@code target}; {@link StagedModel#commit} moves it there. In
   * between the model, and with it the mappings of its weights, may be closed.
   *
   * @throws InputError when the target cannot be written, or no file can hold the model
   */
  public static StagedModel stage(Model model, Path target, ExternalData policy) {
    var initializers = new ArrayList<Tensor>();
    var encoded =
        ModelEncoder.encode(
            model,
            tensor -> {
              initializers.add(tensor);
              return null;
            });
    var inline = encoded.splicer();
    var staged = StagedModel.beside(target);
    try {
      staged.add(encoded.identities());
      boolean anyLarge = initializers.stream().anyMatch(OnnxWriter::isLarge);
      if (anyLarge && isExternal(policy, inline.size())) {
        var places = new HashMap<Tensor, TensorEncoder.@Nullable Place>();
        staged.writeData(data -> {
          for (var tensor : initializers) {
            if (isLarge(tensor) && !places.containsKey(tensor)) {
              places.put(tensor, data.append(tensor));
            }
          }
        });
        staged.writeModel(external(model, places, staged));
      } else {
        if (inline.size() > Integer.MAX_VALUE) throw tooLarge(inline.size());
        staged.writeModel(inline);
      }
      return staged;
    } catch (IOException e) {
      staged.close();
      throw StagedModel.unwritable(target, e);
    } catch (RuntimeException e) {
      staged.close();
      throw e;
    }
  }

  /**
   * The bytes of a model that is meant to be small.
   *
   * @throws InputError when it exceeds 2 GiB
   */
  public static byte[] bytes(Model model) {
    var splicer = ModelEncoder.encode(model, TensorEncoder.Placement.INLINE).splicer();
    if (splicer.size() > Integer.MAX_VALUE - 8) throw tooLarge(splicer.size());
    var out = new ByteArrayOutputStream((int) splicer.size());
    try {
      splicer.writeTo(Channels.newChannel(out));
    } catch (IOException e) {
      throw new CompilerBug("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static boolean isExternal(ExternalData policy, long size) {
    return switch (policy) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> size > AUTO_LIMIT;
    };
  }

  private static boolean isLarge(Tensor tensor) {
    return !(tensor instanceof Tensor.Strings) && tensor.byteSize() > SMALL;
  }

  private static WireSplicer external(
      Model model, Map<Tensor, TensorEncoder.@Nullable Place> places, StagedModel staged) {
    var location = staged.dataName();
    var splicer =
        ModelEncoder.encode(
                model,
                tensor ->
                    places.get(tensor) instanceof TensorEncoder.Place(_, long offset, long length)
                        ? new TensorEncoder.Place(location, offset, length)
                        : null)
            .splicer();
    if (splicer.size() > Integer.MAX_VALUE) throw tooLarge(splicer.size());
    return splicer;
  }

  private static InputError tooLarge(long size) {
    return new InputError(
        Code.NOT_EXPRESSIBLE,
        Loc.UNKNOWN,
        "the model file would have %d bytes, an ONNX file has at most %d: use external data"
            .formatted(size, Integer.MAX_VALUE));
  }
}
