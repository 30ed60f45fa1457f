package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.NodeMap;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.boundary.FromOnnx;
import sinter.testsuite.onnx.Corpus;

/** Every node of the corpus that becomes a typed op can be written again, with the attributes it had. */
final class CodecConformanceTest {
  /** Attributes without an effect in inference. */
  private static final Set<String> IDLE =
      Set.of("momentum", "consumed_inputs", "training_mode", "is_test", "spatial");

  @TempDir Path folder;

  @Test
  void typedNodesAreWrittenWithTheAttributesTheyWereReadFrom() throws IOException {
    var complaints = new ArrayList<String>();
    int typed = 0;
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      for (var e : zip.stream().filter(e -> e.getName().endsWith(".onnx")).toList()) {
        var file = folder.resolve("model.onnx");
        Files.write(file, zip.getInputStream(e).readAllBytes());
        typed += check(e.getName(), file, complaints);
      }
    }
    try (var files = Files.walk(Corpus.find().resolve("models"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
        typed += check(file.getFileName().toString(), file, complaints);
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(typed).isGreaterThan(9000);
  }

  /** Number of typed nodes. */
  private static int check(String what, Path file, List<String> complaints) {
    int typed = 0;
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      var before = new NodeMap<Foreign>();
      for (var n : model.allNodes()) {
        if (n.op() instanceof Foreign f) {
          before.put(n, f);
        }
      }
      read(model, diagnostics);
      for (var n : model.allNodes()) {
        var f = before.get(n);
        if (f == null || n.op() instanceof Foreign || n.op() instanceof Const) {
          continue;
        }
        typed++;
        var complaint = complaint(n, f);
        if (complaint != null) {
          complaints.add(what + ": " + n + " " + complaint);
        }
      }
    }
    return typed;
  }

  private static void read(Model model, Diagnostics diagnostics) {
    var manager = new PassManager(List.of(), false);
    FromOnnx.DEFAULTS.run(model, PassContext.of(diagnostics, new Journal(), manager));
  }

  private static @Nullable String complaint(Node n, Foreign f) {
    var writing = OnnxCodec.write(n.op(), f.opset(), n);
    if (writing == null) {
      return n.op() + " cannot be written at " + f.opset();
    }
    var onnx = OpCatalog.get().of(n.op()).schemaOrThrow().onnx();
    if (onnx == null) {
      return "has no ONNX identity";
    }
    var had = told(f.attrs(), onnx, f.opset());
    var has = told(writing.attrs(), onnx, f.opset());
    return had.equals(has) ? null : "had " + had + ", has " + has;
  }

  /** What the attributes say beyond the defaults. */
  private static Map<String, AttrValue> told(Attrs attrs, Onnx onnx, long opset) {
    var told = new TreeMap<String, AttrValue>();
    for (var a : attrs.all()) {
      boolean empty =
          (a.value() instanceof AttrValue.Ints(var v) && v.isEmpty())
              || (a.value() instanceof AttrValue.Reals(var r) && r.isEmpty());
      boolean plain = a.value().equals(onnx.defaultOf(a.name(), onnx.sinceAt(opset)));
      if (!empty
          && !plain
          && !IDLE.contains(a.name())
          && !(a.value() instanceof AttrValue.Region)) {
        told.put(a.name(), a.value());
      }
    }
    return told;
  }
}
