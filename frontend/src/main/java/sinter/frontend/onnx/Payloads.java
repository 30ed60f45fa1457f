package sinter.frontend.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.List;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.diag.CompilerBug;
import sinter.ir.wire.Placeholder;
import sinter.ir.wire.WireScanner;
import sinter.ir.wire.WireSplicer;

/**
 * The payloads of a model file by placeholder.
 *
 * @param file the mapped file
 * @param slices parts of {@code file}
 */
record Payloads(MemorySegment file, List<MemorySegment> slices) {
  /** The slice for which {@code placeholder} stands. */
  MemorySegment of(ByteString placeholder) {
    return slices.get(Placeholder.index(placeholder.asReadOnlyByteBuffer()));
  }

  /** Where a slice begins in the file. */
  long offset(MemorySegment slice) {
    return slice.address() - file.address();
  }

  /** Parses a message that nests as deep as the scanner lets it. */
  static ModelProto parse(byte[] message) throws InvalidProtocolBufferException {
    var in = CodedInputStream.newInstance(message);
    in.setRecursionLimit(WireScanner.MAX_DEPTH);
    try {
      return ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new CompilerBug("reading an array", e);
    }
  }

  /** The same message with payloads in place of placeholders: for the parts that stay messages. */
  ModelProto inline(ModelProto message) {
    var bytes = new ByteArrayOutputStream();
    try {
      new WireSplicer(message.toByteArray(), i -> WireSplicer.Payload.of(slices.get(i)))
          .writeTo(Channels.newChannel(bytes));
      return parse(bytes.toByteArray());
    } catch (IOException e) {
      throw new CompilerBug("copying in memory", e);
    }
  }
}
