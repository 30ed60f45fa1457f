package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/**
 * An ONNX node that is not interpreted, kept without loss.
 *
 * @param opset version of {@code domain} that the model or function imports; 0 when it imports none
 */
public record Foreign(String domain, String name, String overload, long opset, Attrs attrs)
    implements Op {
  @Override
  public List<Type> infer(Ins in, Infer d) {
    return d.unknown();
  }

  @Override
  public boolean isPure() {
    return Purity.isPure(this);
  }

  /** {@code name} for the default domain, else {@code domain::name}. */
  public String qualifiedName() {
    return Domain.isDefault(domain) ? name : domain + "::" + name;
  }
}
