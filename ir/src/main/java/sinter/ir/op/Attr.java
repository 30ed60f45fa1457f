package sinter.ir.op;

import java.util.Objects;
import sinter.ir.tensor.Bytes;

/**
 * A named attribute. {@code residue} holds what its ONNX message says besides (doc string, the message parts of a
 * tensor that the IR does not interpret); equality looks past it.
 */
public record Attr(String name, AttrValue value, Bytes residue) {
  public Attr(String name, AttrValue value) {
    this(name, value, Bytes.EMPTY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attr a && a.name.equals(name) && a.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, value);
  }
}
