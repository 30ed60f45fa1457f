package sinter.frontend.language.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Lays a {@link Doc} out within a width. */
final class Layout {
  private final int width;
  private final StringBuilder out = new StringBuilder();
  private final Deque<Item> todo = new ArrayDeque<>();
  private final List<String> suffixes = new ArrayList<>();
  private int column;
  private boolean isLineEmpty = true;
  private boolean isLineOver;

  private Layout(int width) {
    this.width = width;
  }

  /** {@code behind}: of a fill whose first items are out; what comes next is a blank or a line end. */
  private record Item(int indent, boolean isFlat, Doc doc, boolean behind) {}

  static String render(Doc doc, int width) {
    var layout = new Layout(width);
    layout.push(0, false, doc);
    while (!layout.todo.isEmpty()) {
      layout.step(layout.todo.pop());
    }
    if (!layout.isLineEmpty || !layout.suffixes.isEmpty()) {
      layout.endLine();
    }
    return layout.out.toString();
  }

  private void push(int indent, boolean isFlat, Doc doc) {
    todo.push(new Item(indent, isFlat, doc, false));
  }

  private void step(Item item) {
    int indent = item.indent();
    boolean isFlat = item.isFlat();
    switch (item.doc()) {
      case Doc.Text(var text) -> write(text, indent);
      case Doc.Line(var flat) -> {
        if (isFlat) {
          write(flat, indent);
        } else {
          endLine();
        }
      }
      case Doc.Hard _ -> endLine();
      case Doc.Fresh _ -> {
        if (!isLineEmpty || !suffixes.isEmpty()) {
          endLine();
        }
      }
      case Doc.Suffix(var text, boolean ends) -> {
        suffixes.add(text);
        isLineOver |= ends;
      }
      case Doc.Concat(var parts, _) -> {
        for (int i = parts.size() - 1; i >= 0; i--) {
          push(indent, isFlat, parts.get(i));
        }
      }
      case Doc.Nest(int more, var body) -> push(indent + more, isFlat, body);
      case Doc.Group(var body, boolean isTall) ->
          push(indent, isFlat || (!isTall && fits(indent, body, Doc.EMPTY, true, 0)), body);
      case Doc.Fill(var items, _) -> fill(items, item);
    }
  }

  private void fill(List<Doc.Entry> items, Item at) {
    var first = items.getFirst();
    boolean isLast = items.size() == 1;
    boolean isFlat = at.isFlat();
    if (at.behind()) {
      boolean fits = !isLineOver && fits(at.indent(), first.item(), first.comma(), isLast, 1);
      if (isFlat || fits) {
        write(" ", at.indent());
      } else {
        endLine();
      }
    }
    if (!isLast) {
      var rest = new Doc.Fill(items.subList(1, items.size()), false);
      todo.push(new Item(at.indent(), isFlat, rest, true));
    }
    boolean fits = isFlat || fits(at.indent(), first.item(), first.comma(), isLast, 0);
    push(at.indent(), isFlat, first.comma());
    push(at.indent(), fits, first.item());
  }

  /**
   * Whether the two fit the line after so many blanks, with what follows up to the next possible line end if {@code
   * withRest}.
   */
  private boolean fits(int indent, Doc doc, Doc comma, boolean withRest, int blanks) {
    if (doc.isTall()) {
      return false;
    }
    int left = width - blanks - (isLineEmpty ? indent : column);
    var stack = new ArrayDeque<Item>();
    stack.push(new Item(0, true, comma, false));
    stack.push(new Item(0, true, doc, false));
    var rest = todo.iterator();
    while (left >= 0) {
      if (stack.isEmpty()) {
        if (!withRest || !rest.hasNext()) {
          return true;
        }
        stack.push(rest.next());
      }
      var item = stack.pop();
      boolean isFlat = item.isFlat();
      switch (item.doc()) {
        case Doc.Text(var text) -> left -= length(text);
        case Doc.Line(var flat) -> {
          if (!isFlat) {
            return true;
          }
          left -= flat.length();
        }
        case Doc.Hard _, Doc.Fresh _ -> {
          return true;
        }
        case Doc.Suffix(_, boolean ends) -> {
          if (ends) {
            return true;
          }
        }
        case Doc.Concat(var parts, _) -> {
          for (int i = parts.size() - 1; i >= 0; i--) {
            stack.push(new Item(0, isFlat, parts.get(i), false));
          }
        }
        case Doc.Nest(_, var body) -> stack.push(new Item(0, isFlat, body, false));
        case Doc.Group(var body, _) -> stack.push(new Item(0, isFlat, body, false));
        case Doc.Fill(var items, _) -> {
          if (item.behind() && !isFlat) {
            return true;
          }
          left -= item.behind() ? 1 : 0;
          for (int i = items.size() - 1; i >= 0; i--) {
            stack.push(new Item(0, isFlat, items.get(i).comma(), false));
            stack.push(new Item(0, isFlat, items.get(i).item(), false));
            if (i > 0) {
              stack.push(new Item(0, isFlat, Doc.LINE, false));
            }
          }
        }
      }
    }
    return false;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private void write(String text, int indent) {
    if (isLineEmpty && text.isBlank()) {
      return;
    }
    if (isLineEmpty) {
      out.repeat(" ", indent);
      column = indent;
      isLineEmpty = false;
    }
    out.append(text);
    column += length(text);
  }

  private void endLine() {
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
    for (var suffix : suffixes) {
      out.append(out.isEmpty() || out.charAt(out.length() - 1) == '\n' ? "" : " ").append(suffix);
    }
    suffixes.clear();
    out.append('\n');
    column = 0;
    isLineEmpty = true;
    isLineOver = false;
  }
}
