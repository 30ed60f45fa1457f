package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Formatter;
import sinter.frontend.language.decompile.Decompiler;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.op.Const;
import sinter.passes.PassManager;
import sinter.passes.boundary.InputsToConstants;

/** Writes an ONNX file as a program of the model language: the work of {@code import --as sinter}. */
public final class Decompilation {
  /**
   * The JSON form of {@code import --as sinter}.
   *
   * @param nodes of the model, those of its bodies included
   * @param lines of the program
   * @param text the program; null when it went into a file
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Report(
      String input,
      @Nullable String output,
      long nodes,
      long lines,
      @Nullable String text,
      List<CompileReport.Problem> diagnostics) {}

  private static final int MOST_NAMES = 8;

  private Decompilation() {}

  /**
   * Reads {@code input} and writes its program to {@code output}, or into the report when that is null. The program names
   * the file of its weights relative to its own folder, or to the current one.
   *
   * @throws InputError when the model cannot be read, something of it cannot be said, or the file cannot be written
   */
  public static Report run(Path input, @Nullable Path output, Consumer<Diagnostic> listener) {
    var diagnostics = new Diagnostics(listener);
    try (var model = ModelFiles.read(input, diagnostics)) {
      long nodes = model.allNodes().stream().filter(n -> !(n.op() instanceof Const)).count();
      var program = formatted(print(model, input, output, diagnostics));
      if (output != null) {
        write(program, output);
      }
      return new Report(
          input.toString(),
          output == null ? null : output.toString(),
          nodes,
          program.lines().count(),
          output == null ? program : null,
          diagnostics.all().stream().map(CompileReport.Problem::of).toList());
    }
  }

  private static String print(
      Model model, Path input, @Nullable Path output, Diagnostics diagnostics) {
    settleDefaults(model, diagnostics);
    Runtimes.embed(model);
    var here = output == null ? Path.of("") : output;
    var folder = output == null ? here.toAbsolutePath() : here.toAbsolutePath().getParent();
    var file = input.toAbsolutePath().normalize();
    var relative =
        folder == null || !java.util.Objects.equals(folder.getRoot(), file.getRoot())
            ? file
            : folder.normalize().relativize(file);
    var name = String.valueOf(input.getFileName());
    int dot = name.lastIndexOf('.');
    return Decompiler.print(
        model, dot > 0 ? name.substring(0, dot) : name, relative.toString().replace('\\', '/'));
  }

  /**
   * Inputs with first values become constants where the format asked for all initializers to be inputs, and where some
   * value is too large to stand in a program.
   */
  private static void settleDefaults(Model model, Diagnostics diagnostics) {
    var optional =
        model.main().body().params().stream()
            .filter(p -> p.initial() != null)
            .map(p -> String.valueOf(p.name()))
            .toList();
    boolean isForced = model.irVersion() < InputsToConstants.IR_VERSION;
    if (optional.isEmpty() || (!isForced && Decompiler.saysDefaults(model))) {
      return;
    }
    PassManager.quietly(model, "inputs-to-constants");
    var message =
        (optional.size() == 1
                ? "1 input that has first values is a constant"
                : optional.size() + " inputs that have first values are constants")
            + " of the program and can no longer be fed: "
            + listed(optional);
    diagnostics.report(
        isForced
            ? Diagnostic.note(Code.CHANGED, Loc.UNKNOWN, message)
            : Diagnostic.warning(Code.CHANGED, Loc.UNKNOWN, message));
  }

  private static String listed(List<String> names) {
    var shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES ? shown + ", …" : shown;
  }

  private static String formatted(String program) {
    var found = new Diagnostics();
    var text = Formatter.format(new Source("program", program), found);
    if (text == null) {
      throw new CompilerBug(
          "a program with mistakes: " + found.all().getFirst().render() + "\n" + program);
    }
    return text;
  }

  private static void write(String program, Path output) {
    try {
      Files.writeString(output, program);
    } catch (NoSuchFileException e) {
      throw unwritable(output, "its folder does not exist");
    } catch (IOException e) {
      throw unwritable(output, String.valueOf(e.getMessage()));
    }
  }

  private static InputError unwritable(Path output, String reason) {
    return new InputError(
        Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + output + ": " + reason);
  }
}
