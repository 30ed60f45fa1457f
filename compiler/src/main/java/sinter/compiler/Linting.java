package sinter.compiler;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sinter.compiler.CompileReport.Problem;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.language.Lint;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.diag.Source;

/** Checks programs: every model of every file is read, and nothing is written. */
public final class Linting {
  private Linting() {}

  /** What was found, in all files together and file by file. */
  public record Report(
      long errors, long warnings, List<FileReport> files, List<Problem> diagnostics) {}

  /** What was found in a file. */
  public record FileReport(String file, List<String> models, long errors, long warnings) {}

  /**
   * Checks the programs in {@code names}: files, folders, and {@code -} for the standard input.
   *
   * @param parameters values of the models' parameters, each for the models that have one of its name
   * @param listener hears of everything as it is found
   * @throws InputError when a file cannot be read, or no model has a parameter that is given
   */
  public static Report run(
      List<String> names,
      Map<String, String> parameters,
      InputStream stdin,
      Consumer<Diagnostic> listener) {
    var left = new TreeSet<>(parameters.keySet());
    var all = new Diagnostics(listener);
    var files = new ArrayList<FileReport>();
    for (var name : ProgramFiles.find(names)) {
      var source = ProgramFiles.read(name, stdin);
      var found = new Diagnostics(all::report);
      var folder =
          name.equals(ProgramFiles.STDIN) ? null : Path.of(name).toAbsolutePath().getParent();
      var models = check(source, folder, parameters, left, found);
      files.add(
          new FileReport(
              source.name(), models, count(found, Severity.ERROR), count(found, Severity.WARNING)));
    }
    if (!left.isEmpty()) {
      throw new InputError(
          Code.BAD_ARGUMENT, Loc.UNKNOWN, "no model has a parameter called " + left.first());
    }
    return new Report(
        count(all, Severity.ERROR),
        count(all, Severity.WARNING),
        List.copyOf(files),
        all.all().stream().map(Problem::of).toList());
  }

  private static List<String> check(
      Source source,
      @Nullable Path folder,
      Map<String, String> parameters,
      Set<String> left,
      Diagnostics found) {
    var file = LanguageParser.parse(source, found);
    if (file == null) {
      return List.of();
    }
    var models = Lint.models(file);
    for (var model : models) {
      var own = new HashMap<>(parameters);
      own.keySet().retainAll(Lint.parameters(file, model));
      left.removeAll(own.keySet());
      if (!Lint.hasValues(file, model, own.keySet(), found)) {
        continue;
      }
      var options = new LanguageReader.Options(model, own, null, 0, Runtimes::imported);
      if (LanguageReader.read(source, folder, options, found) instanceof Model read) {
        read.close();
      }
    }
    Lint.check(file, found);
    return models;
  }

  private static long count(Diagnostics found, Severity severity) {
    return found.all().stream().filter(d -> d.severity() == severity).count();
  }
}
