package sinter.frontend.language.format;

import java.util.List;

/**
 * A text that can be laid out on one line or on several (Wadler, "A prettier printer", 2003), with comments that wait
 * for the end of their line.
 */
sealed interface Doc {
  Doc EMPTY = new Text("");
  Doc LINE = new Line(" ");
  Doc HARD = new Hard();
  Doc FRESH = new Fresh();

  /** Whether it cannot stand on one line. */
  boolean isTall();

  record Text(String text) implements Doc {
    @Override
    public boolean isTall() {
      return false;
    }
  }

  /** A line end, or {@code flat} where the group around it stands on one line. */
  record Line(String flat) implements Doc {
    @Override
    public boolean isTall() {
      return false;
    }
  }

  /** A line end. */
  record Hard() implements Doc {
    @Override
    public boolean isTall() {
      return true;
    }
  }

  /** A line end, but at the start of a line nothing. */
  record Fresh() implements Doc {
    @Override
    public boolean isTall() {
      return true;
    }
  }

  /** Goes to the end of the line; with {@code isTall}, what follows should stand on the next one. */
  record Suffix(String text, boolean isTall) implements Doc {}

  /** One after the other. */
  record Concat(List<Doc> parts, boolean isTall) implements Doc {}

  /** Lines that begin inside are indented by so much more. */
  record Nest(int indent, Doc body) implements Doc {
    @Override
    public boolean isTall() {
      return body.isTall();
    }
  }

  /** On one line if it fits and can stand on one; else every {@link Line} directly in it is a line end. */
  record Group(Doc body, boolean isTall) implements Doc {}

  /** Items with blanks between them, of which those become line ends behind which an item would not fit. */
  record Fill(List<Entry> items, boolean isTall) implements Doc {}

  /** An item and the comma behind it, with its comments. */
  record Entry(Doc item, Doc comma) {
    boolean isTall() {
      return item.isTall() || comma.isTall();
    }
  }

  static Doc text(String text) {
    return new Text(text);
  }

  static Doc concat(Doc... parts) {
    return concat(List.of(parts));
  }

  static Doc concat(List<Doc> parts) {
    return new Concat(List.copyOf(parts), parts.stream().anyMatch(Doc::isTall));
  }

  static Doc group(Doc... parts) {
    var body = concat(parts);
    return new Group(body, body.isTall());
  }

  /** A group that never stands on one line. */
  static Doc broken(Doc... parts) {
    return new Group(concat(parts), true);
  }

  static Doc nest(int indent, Doc... parts) {
    return new Nest(indent, concat(parts));
  }

  static Doc fill(List<Entry> items) {
    return new Fill(List.copyOf(items), items.stream().anyMatch(Entry::isTall));
  }
}
