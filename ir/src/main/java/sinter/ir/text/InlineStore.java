package sinter.ir.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;

/** Puts content into the text itself, up to a size. */
final class InlineStore implements Constants.Store {
  private static final long LIMIT = 1L << 20;

  private long total;

  @Override
  public String put(Tensor tensor) {
    long size = tensor.byteSize();
    if (size > LIMIT - total) {
      throw new InputError(
          Diagnostic.error(
                  Code.GATE_MISSED,
                  Loc.UNKNOWN,
                  "the text would hold more than " + LIMIT + " bytes of weights")
              .with("write to a file with -o: weights then go to a file beside it"));
    }
    total += size;
    var bytes = new ByteArrayOutputStream((int) size);
    try {
      Tiles.forEach(tensor, piece -> bytes.writeBytes(piece.toArray(ValueLayout.JAVA_BYTE)));
    } catch (IOException e) {
      throw new IllegalStateException("copying memory does no input or output", e);
    }
    return Quoted.base64(bytes.toByteArray());
  }
}
