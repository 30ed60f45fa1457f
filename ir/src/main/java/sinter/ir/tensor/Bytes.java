package sinter.ir.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality; ONNX strings need not be UTF-8. */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes of(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  public static Bytes utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /** A copy of the content. */
  public byte[] toArray() {
    return content.clone();
  }

  /** The content read as UTF-8, malformed parts replaced. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** True when {@link #text()} loses nothing. */
  public boolean isText() {
    return Arrays.equals(content, text().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes b && Arrays.equals(content, b.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return isText() ? text() : HexFormat.of().formatHex(content);
  }
}
