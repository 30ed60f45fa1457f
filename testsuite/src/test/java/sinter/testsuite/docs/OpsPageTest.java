package sinter.testsuite.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.OpPages;

/** The list of ops in {@code docs/ops.md} is made from the first sentences of the ops' Javadoc. */
final class OpsPageTest {
  @Test
  void theListSaysWhatTheJavadocSays() {
    var generated = String.join("\n", lines()) + "\n";
    var file = Page.docs("ops.md");
    assertThat(Page.expected(file, generated)).as("-Dbless writes the list").isEqualTo(generated);
    for (var e : OpCatalog.get().all()) {
      assertThat(OpPages.summary(e.name())).as("%s in the jar; rebuild it", e.name()).isNotBlank();
    }
  }

  private static List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("# Ops");
    lines.add("");
    lines.add(
        "`sinter ops NAME` shows operands, results, attributes and the versions of ONNX that an op"
            + " expresses.");
    var family = "";
    for (var e : OpCatalog.get().all()) {
      var owner = e.type().getEnclosingClass();
      var name = owner == null ? "Other" : owner.getSimpleName();
      if (!name.equals(family)) {
        family = name;
        lines.add("");
        lines.add("## " + family);
        lines.add("");
      }
      lines.add("* `" + e.name() + "`" + onnx(e) + ": " + sentence(e.type()));
    }
    return lines;
  }

  private static String onnx(OpCatalog.Entry e) {
    if (e.schema() == null || e.schema().onnx() == null) {
      return "";
    }
    var onnx = e.schema().onnx();
    return " (" + (onnx.domain().isEmpty() ? "" : onnx.domain() + ".") + onnx.name() + ")";
  }

  /** The first sentence of the record's Javadoc, without tags. */
  private static String sentence(Class<? extends Op> type) {
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    var source =
        Page.read(
            Page.ROOT.resolve("ir/src/main/java/" + top.getName().replace('.', '/') + ".java"));
    var declaration =
        Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:public )?record "
                + type.getSimpleName()
                + "\\b",
            Pattern.DOTALL);
    var m = declaration.matcher(source);
    assertThat(m.find()).as("Javadoc of %s", type.getName()).isTrue();
    var text =
        m.group(1)
            .replaceAll("\\n\\s*\\*", " ")
            .replaceAll("\\{@(?:code|link|literal)\\s+([^}]*)}", "`$1`")
            .replaceAll("<[^>]+>", "")
            .replaceAll("\\s+", " ")
            .strip();
    var end = Pattern.compile("[.](?= [A-Z@]|$)").matcher(text);
    var first = end.find() ? text.substring(0, end.end()) : text;
    int tag = first.indexOf(" @");
    return tag < 0 ? first : first.substring(0, tag);
  }
}
