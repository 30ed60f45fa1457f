package sinter.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.passes.PassManager;

/** A model as an ONNX file that a runtime can load: the file itself, or one written for the time being. */
final class OnnxForm implements AutoCloseable {
  private final Path path;
  private final @Nullable Path folder;

  private OnnxForm(Path path, @Nullable Path folder) {
    this.path = path;
    this.folder = folder;
  }

  /**
   * The ONNX form of {@code file}.
   *
   * @throws InputError when the file cannot be read, or has no ONNX form
   */
  static OnnxForm of(Path file, ProgramOptions program) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      return new OnnxForm(file, null);
    }
    try (var model = ModelFiles.read(file, program, new Diagnostics())) {
      var folder = Files.createTempDirectory("sinter-");
      var path = folder.resolve("model.onnx");
      lower(model);
      OnnxWriter.write(model, path, ExternalData.AUTO);
      return new OnnxForm(path, folder);
    } catch (IOException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write a temporary file: " + e.getMessage());
    }
  }

  /** Brings typed ops into ONNX's form; a model without any stays as it is. */
  static void lower(Model model) {
    boolean isTyped =
        model.allNodes().stream()
            .anyMatch(n -> !(n.op() instanceof Const) && !(n.op() instanceof Foreign));
    if (isTyped) {
      PassManager.quietly(model, "to-onnx");
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(f);
      }
    } catch (IOException e) {
      throw new CompilerBug("cannot remove " + folder, e);
    }
  }
}
