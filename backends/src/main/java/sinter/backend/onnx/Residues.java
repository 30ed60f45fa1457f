package sinter.backend.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.diag.CompilerBug;
import sinter.ir.tensor.Bytes;
import sinter.ir.wire.WireScanner;

/** Parses what the reader kept of messages. */
final class Residues {
  private Residues() {}

  /** The message kept in {@code facts}; an empty one when there is none. */
  static <M extends Message> M of(Facts facts, Parser<M> parser) {
    var residue = facts.get(Fact.Residue.class);
    return parse(residue == null ? Bytes.EMPTY : residue.message(), parser);
  }

  static <M extends Message> M parse(Bytes bytes, Parser<M> parser) {
    var in = CodedInputStream.newInstance(bytes.toArray());
    in.setRecursionLimit(WireScanner.MAX_DEPTH);
    try {
      return parser.parseFrom(in);
    } catch (IOException e) {
      throw new CompilerBug("a message of our own does not parse", e);
    }
  }
}
