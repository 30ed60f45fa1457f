package sinter.frontend.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.wire.MalformedWire;
import sinter.ir.wire.WireScanner;

/**
 * Reads an ONNX file without loss and without interpreting operators: every node is {@link
 * sinter.ir.op.Foreign}, every initializer a {@link sinter.ir.op.Const} or, when it is also an
 * input, that parameter's initial value. Raw and external payloads of any size stay in the mapped
 * file, which the model's {@link WeightStore} holds open.
 */
public final class OnnxReader {
  private OnnxReader() {}

  /**
   * Reads {@code file}.
   *
   * @param diagnostics receives warnings
   * @throws InputError when the file cannot be read or is not a model
   */
  public static Model read(Path file, Diagnostics diagnostics) {
    return read(file, new WeightStore(), diagnostics);
  }

  /** Reads {@code file}; the model takes over one hold of {@code weights}, which keeps the file open. */
  public static Model read(Path file, WeightStore weights, Diagnostics diagnostics) {
    var model = new Model(weights);
    try {
      new Reading(file, model, diagnostics).run();
      return model;
    } catch (NoSuchFileException e) {
      model.close();
      throw new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, "no file " + file);
    } catch (IOException e) {
      model.close();
      var reason = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + reason);
    } catch (MalformedWire e) {
      model.close();
      throw malformed(file, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static InputError malformed(Path file, String reason) {
    return new InputError(
        Code.MALFORMED_FILE, Loc.UNKNOWN, file + " is not an ONNX model: " + reason);
  }

  private record Reading(Path file, Model model, Diagnostics diagnostics) {
    void run() throws IOException, MalformedWire {
      var mapping = model.weights().map(file);
      var stripped = WireScanner.strip(mapping);
      var payloads = new Payloads(mapping, stripped.payloads());
      ModelProto proto;
      try {
        proto = Payloads.parse(stripped.message());
      } catch (InvalidProtocolBufferException e) {
        throw malformed(file, String.valueOf(e.getMessage()));
      }
      if (!proto.hasGraph()) throw malformed(file, "it has no graph");
      var tensors = new TensorReader(file, payloads, new ExternalData(file, model.weights()));
      var attributes = new AttributeReader(tensors, payloads, diagnostics);
      model.setIrVersion(proto.getIrVersion());
      model.opsets().putAll(OpsetReader.read(proto.getOpsetImportList()));
      for (var function : proto.getFunctionsList()) function(function, tensors, attributes);
      new GraphReader(model, name(), model.opsets(), tensors, attributes, diagnostics)
          .read(proto.getGraph(), model.main().body(), null);
      var rest = proto.toBuilder().clearIrVersion().clearGraph().clearFunctions();
      rest.clearOpsetImport().addAllOpsetImport(OpsetReader.residue(proto.getOpsetImportList()));
      var left = rest.build();
      model.setFacts(
          GraphReader.facts(left.getTrainingInfoCount() == 0 ? left : payloads.inline(left)));
    }

    private void function(FunctionProto proto, TensorReader tensors, AttributeReader attributes) {
      var opsets = OpsetReader.read(proto.getOpsetImportList());
      var defaults =
          proto.getAttributeProtoList().stream()
              .map(a -> attributes.read(a, null, Loc.UNKNOWN))
              .toList();
      var function =
          model.addFunction(
              new Graph.Signature(
                  proto.getDomain(),
                  proto.getName(),
                  proto.getOverload(),
                  proto.getAttributeList(),
                  defaults,
                  opsets));
      new GraphReader(model, name(), opsets, tensors, attributes, diagnostics)
          .read(proto, function.body());
    }

    private String name() {
      var name = file.getFileName();
      return name == null ? file.toString() : name.toString();
    }
  }
}
