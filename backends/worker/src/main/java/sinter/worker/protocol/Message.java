package sinter.worker.protocol;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One message on a pipe.
 *
 * @param tag a {@link Verb} in a request, a {@link Status} in a reply
 * @param head small fields, written by {@link HeadWriter}
 * @param blobs large contents that the head refers to by index
 */
public record Message(int tag, MemorySegment head, List<MemorySegment> blobs) {
  public Message {
    blobs = List.copyOf(blobs);
  }

  /** Reads the head's fields. */
  public HeadReader fields() {
    return new HeadReader(this);
  }
}
