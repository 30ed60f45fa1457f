package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Journal;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;
import sinter.testsuite.onnx.Corpus;

/** Models of typed ops survive the text, too. */
class TypedTextTest {
  @TempDir Path folder;

  private final TreeSet<String> seen = new TreeSet<>();

  @Test
  void everyModelOfTheCorpusOnceTyped() throws Exception {
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      for (var entry : zip.stream().filter(e -> e.getName().endsWith(".onnx")).toList()) {
        var file = folder.resolve("in.onnx");
        Files.write(file, zip.getInputStream(entry).readAllBytes());
        check(entry.getName(), file);
      }
    }
    try (var files = Files.walk(Corpus.find().resolve("models"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
        check(file.toString(), file);
      }
    }
    assertThat(seen).hasSizeGreaterThan(100);
    var missing = new TreeSet<String>();
    OpCatalog.get().all().stream()
        .map(OpCatalog.Entry::name)
        .filter(n -> !seen.contains(n))
        .forEach(missing::add);
    System.out.println("typed ops without a case in the corpus: " + missing);
  }

  private void check(String what, Path file) throws IOException {
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, new Diagnostics())) {
      type(model);
      for (var node : model.allNodes()) {
        if (!(node.op() instanceof Foreign) && !(node.op() instanceof Const)) {
          seen.add(OpCatalog.get().of(node.op()).name());
        }
      }
      var text = folder.resolve("typed.sir");
      Printer.write(model, text, Style.FULL);
      try (var again = TextReader.read(text, diagnostics)) {
        assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(what).isEmpty();
        Isomorphism.check(model, Objects.requireNonNull(again));
      }
    }
  }

  private static void type(Model model) {
    var manager = new PassManager(java.util.List.of(), false);
    var cx = PassContext.of(new Diagnostics(), new Journal(), manager);
    manager.run(model, PipelineText.parse("from-onnx,infer-shapes"), cx);
  }
}
