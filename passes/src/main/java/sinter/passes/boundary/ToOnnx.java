package sinter.passes.boundary;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Arithmetic;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Turns typed ops back into ONNX nodes of the opset that the model, or the function, imports. Constants stay constants,
 * which become initializers; a large one with a single value becomes a ConstantOfShape node, one that varies along one
 * axis only an Expand node, where the opset has it.
 */
public record ToOnnx() implements Pass {
  public static final ToOnnx DEFAULTS = new ToOnnx();

  /** Bytes from which a constant with a single value is written as ConstantOfShape. */
  private static final long SPLAT_BYTES = 1024;

  private static final int CONSTANT_OF_SHAPE_SINCE = 9;
  private static final int EXPAND_SINCE = 8;

  @Override
  public Set<Invariant> establishes() {
    return Set.of(Invariant.ONNX_FORM);
  }

  @Override
  public Set<Invariant> breaks() {
    return Set.of(Invariant.TYPED);
  }

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      for (var n : g.body().allNodes()) {
        switch (n.op()) {
          case Foreign _ -> {}
          case Const(Tensor.Splat s) -> splat(model, g, n, s);
          case Const(Tensor.Derived d) -> striped(model, g, n, d);
          case Const _ -> {}
          default -> write(model, g, n);
        }
      }
    }
  }

  /** Version of {@code domain} that {@code g} imports. */
  static long opset(Model model, Graph g, String domain) {
    return g.function() instanceof Graph.Signature f
        ? Domain.version(f.opsets(), domain)
        : model.opset(domain);
  }

  private static void splat(Model model, Graph g, Node n, Tensor.Splat s) {
    long version = opset(model, g, "");
    if (s.byteSize() < SPLAT_BYTES || version < CONSTANT_OF_SHAPE_SINCE || !isCommon(s.dtype())) {
      return;
    }
    n.addIn(constant(model, n, Tensor.vector(s.dims())));
    var value = new Tensor.Splat(s.type().withShape(Shape.of(1)), s.bits());
    var one = new Tensor.Dense(value.type(), value.content());
    n.setOp(
        new Foreign(
            "",
            "ConstantOfShape",
            "",
            version,
            new Attrs(List.of(new Attr("value", new AttrValue.Tens(one))))));
  }

  /** Element types that these operators have had from their first version on. */
  private static boolean isCommon(DType dtype) {
    return switch (dtype) {
      case F16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> true;
      case STRING,
          C64,
          C128,
          BF16,
          F8E4M3FN,
          F8E4M3FNUZ,
          F8E5M2,
          F8E5M2FNUZ,
          U4,
          I4,
          F4E2M1,
          F8E8M0,
          U2,
          I2 ->
          false;
    };
  }

  /** A constant that varies along one axis only is that axis, expanded. */
  private static void striped(Model model, Graph g, Node n, Tensor.Derived d) {
    long version = opset(model, g, "");
    if (!(Arithmetic.striped(d) instanceof Recipe.ScaleAxis(int axis))
        || d.byteSize() < SPLAT_BYTES
        || !isCommon(d.dtype())
        || version < EXPAND_SINCE) {
      return;
    }
    n.addIn(constant(model, n, Arithmetic.stripe(d, axis)));
    n.addIn(constant(model, n, Tensor.vector(d.dims())));
    n.setOp(new Foreign("", "Expand", "", version, Attrs.NONE));
  }

  /** A new constant before {@code n}. */
  private static Value constant(Model model, Node n, Tensor t) {
    var c = model.node(new Const(t), List.of(), 1, n.loc());
    c.result().setType(t.type());
    Objects.requireNonNull(n.block()).insertBefore(c, n);
    return c.result();
  }

  private static void write(Model model, Graph g, Node n) {
    var schema = OpCatalog.get().of(n.op()).schemaOrThrow();
    var onnx = schema.onnx();
    long version = onnx == null ? 0 : opset(model, g, onnx.domain());
    var writing = onnx == null ? null : OnnxCodec.write(n.op(), version, n);
    if (onnx == null || writing == null) {
      throw new InputError(
          Code.NOT_EXPRESSIBLE,
          n.loc(),
          n
              + " cannot be written at opset "
              + version
              + (onnx == null ? "" : " of " + Domain.shown(onnx.domain())));
    }
    name(n, onnx.regionAttributes());
    for (int i : writing.dropped()) {
      var constant = n.in(i).def();
      n.setIn(i, null);
      if (constant != null && constant.isDead() && constant.result().name() == null) {
        constant.erase();
      }
    }
    n.trimOperands();
    while (n.operands().size() < schema.leastWritten()) {
      n.addIn(null);
    }
    n.setOp(new Foreign(onnx.domain(), onnx.name(), "", version, writing.attrs()));
  }

  /** The format wants a name on every graph; one that has none is called after its attribute. */
  private static void name(Node n, List<String> attributes) {
    for (int i = 0; i < Math.min(attributes.size(), n.regions().size()); i++) {
      var region = n.regions().get(i);
      if (region.name() == null || region.name().isEmpty()) {
        region.setName(attributes.get(i));
      }
    }
  }
}
