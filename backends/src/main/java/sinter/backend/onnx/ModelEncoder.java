package sinter.backend.onnx;

import sinter.grammar.onnx.ModelProto;
import sinter.ir.Model;
import sinter.ir.diag.CompilerBug;
import sinter.ir.wire.WireSplicer;

/** Writes a model as a message with placeholders, and the payloads for them. */
final class ModelEncoder {
  private ModelEncoder() {}

  /** A model; {@code identities} of its nodes are added ones, for values that go by two names. */
  record Encoded(WireSplicer splicer, int identities) {}

  static Encoded encode(Model model, TensorEncoder.Placement placement) {
    var tensors = new TensorEncoder(placement);
    var attributes = new AttributeEncoder(tensors);
    var rest = Residues.of(model.facts(), ModelProto.parser());
    var out = attributes.extract(rest).toBuilder();
    var irVersion = IrVersion.of(model);
    out.setIrVersion(irVersion);
    var named = model.irVersion() == 0;
    var main = new GraphEncoder(model.main(), irVersion, named, tensors, attributes);
    out.setGraph(main.encode());
    int identities = main.identities();
    var opsets = main.isExtended() ? Opsets.withDefault(model.opsets(), irVersion) : model.opsets();
    out.clearOpsetImport().addAllOpsetImport(Opsets.encode(opsets, rest.getOpsetImportList()));
    for (var function : model.functions()) {
      var signature = function.function();
      if (signature == null) throw new CompilerBug("a function without a signature");
      var encoder = new GraphEncoder(function, irVersion, named, tensors, attributes);
      out.addFunctions(encoder.encode(signature));
      identities += encoder.identities();
    }
    var splicer = new WireSplicer(out.build().toByteArray(), tensors.payloads()::get);
    return new Encoded(splicer, identities);
  }
}
