package sinter.worker.protocol;

import java.util.List;

/**
 * A graph input or output as the runtime describes it.
 *
 * @param dtype ONNX number of the element type; 0 when the runtime's Java API has no name for it
 * @param dims dimensions, -1 for an unknown one; empty for a scalar and for an unknown rank
 * @param symbols the names of the dimensions, empty for one without a name; as long as {@code dims} or empty
 */
public record Port(String name, Kind kind, int dtype, List<Long> dims, List<String> symbols) {
  /** What kind of value it carries. */
  public enum Kind {
    TENSOR(0),
    SEQUENCE(1),
    MAP(2),
    /** A kind that the runtime's Java API does not describe, an optional for example. */
    OTHER(3);

    private static final Kind[] ALL = values();

    private final int tag;

    Kind(int tag) {
      this.tag = tag;
    }

    int tag() {
      return tag;
    }

    static Kind of(int tag) throws ProtocolException {
      if (tag < 0 || tag >= ALL.length) {
        throw new ProtocolException("tag " + tag + " is not a kind of value");
      }
      return ALL[tag];
    }
  }
}
