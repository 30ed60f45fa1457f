package sinter.frontend.language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Parameter;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/**
 * Reads a program of the model language: parses it, evaluates what is known at compile time, and leaves the model. As
 * many mistakes are reported as are independent of each other; a program with mistakes gives no model.
 */
public final class LanguageReader {
  /**
   * What a program is read with.
   *
   * @param model which model of the file; null for its only or last one
   * @param parameters values of the model's parameters, as expressions
   * @param weights a file that the model's parameters come from, ahead of those that the program names; null without
   * @param seed of random parameters
   * @param imports reads a model file for {@code import onnx}, with typed ops; the reader closes it
   */
  public record Options(
      @Nullable String model,
      Map<String, String> parameters,
      @Nullable Path weights,
      long seed,
      Function<Path, Model> imports) {
    public Options {
      parameters = Map.copyOf(parameters);
    }
  }

  private final Options options;
  private final Reports reports;
  private final Diagnostics diagnostics;
  private final Map<Path, Unit> units = new HashMap<>();
  private final Map<Path, Model> imported = new LinkedHashMap<>();
  private final List<Path> texts = new ArrayList<>();

  private LanguageReader(Options options, Reports reports) {
    this.options = options;
    this.reports = reports;
    this.diagnostics = reports.open();
  }

  /** The model that the program in {@code file} says; null when something was reported. */
  public static @Nullable Model read(Path file, Options options, Diagnostics diagnostics) {
    try (var reports = new Reports(diagnostics)) {
      var reader = new LanguageReader(options, reports);
      var source = reader.source(file, Loc.UNKNOWN);
      return source == null
          ? null
          : reader.read(source, file.toAbsolutePath().normalize().getParent());
    }
  }

  /** The model that {@code source} says; relative paths in it start from {@code folder}, if any. */
  public static @Nullable Model read(
      Source source, @Nullable Path folder, Options options, Diagnostics diagnostics) {
    try (var reports = new Reports(diagnostics)) {
      return new LanguageReader(options, reports).read(source, folder);
    }
  }

  private @Nullable Source source(Path file, Loc at) {
    try {
      var source = SourceText.read(file, String.valueOf(file.getFileName()), at);
      texts.add(file);
      return source;
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
      return null;
    }
  }

  private @Nullable Model read(Source source, @Nullable Path folder) {
    var model = new Model(new WeightStore());
    boolean isDone = false;
    try {
      var unit = unit(source, folder, new ArrayList<>());
      if (unit != null && entry(unit) instanceof Declaration.Block entry) {
        lower(model, unit, entry);
        isDone = reports.errors() == 0;
      }
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
    } catch (Exhausted e) {
      diagnostics.report(e.diagnostic());
    } catch (Abandoned e) {
      // What it is about has been reported.
      isDone = false;
    } catch (StackOverflowError e) {
      diagnostics.error(
          Code.RECURSION, new Loc.Span(source, 1, 1, 0), "blocks or expressions nest too deep");
    } finally {
      imported.values().forEach(Model::close);
      if (!isDone) {
        model.close();
      }
    }
    return isDone ? model : null;
  }

  private @Nullable Unit unit(Source source, @Nullable Path folder, List<Path> around) {
    var file = LanguageParser.parse(source, diagnostics);
    if (file == null) {
      return null;
    }
    var unit = new Unit(file, folder, false, diagnostics);
    for (var d : unit.declarations()) {
      switch (d) {
        case Declaration.ImportFile i -> imported(unit, i, around);
        case Declaration.ImportModel i -> importModel(unit, i);
        case Declaration.Weights w -> checkModel(unit, w);
        case Declaration.Block b -> Lost.warn(b, diagnostics);
        case Declaration.Constant _ -> {}
      }
    }
    return unit;
  }

  private void checkModel(Unit unit, Declaration.Weights w) {
    var names = unit.models().stream().map(Declaration.Block::name).toList();
    if (!names.contains(w.model())) {
      diagnostics.report(
          Mistake.unknown(Code.UNRESOLVED_NAME, w.at(), "model", w.model(), names).diagnostic());
    }
  }

  private void imported(Unit unit, Declaration.ImportFile i, List<Path> around) {
    var path = Program.resolve(unit, i.at(), i.path());
    if (around.contains(path)) {
      diagnostics.error(Code.RECURSION, i.at(), i.path() + " imports itself");
      return;
    }
    var known = units.get(path);
    if (known == null && source(path, i.at()) instanceof Source source) {
      around.add(path);
      known = unit(source, path.getParent(), around);
      around.removeLast();
      if (known != null) {
        units.put(path, known);
      }
    }
    if (known != null) {
      unit.add(real(path), known);
    }
  }

  /** The file that {@code path} leads to, by whatever links. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private void importModel(Unit unit, Declaration.ImportModel i) {
    if (!i.format().equals("onnx")) {
      diagnostics.report(
          Mistake.unknown(Code.UNKNOWN_NAME, i.at(), "format", i.format(), List.of("onnx"))
              .diagnostic());
      return;
    }
    var path = Program.resolve(unit, i.at(), i.path());
    try {
      var model = imported.get(real(path));
      if (model == null) {
        model = options.imports().apply(path);
        imported.put(real(path), model);
      }
      unit.define(i.name(), new Val.Imported(i.name(), model));
    } catch (InputError e) {
      diagnostics.report(e.diagnostic().with("imported here", i.at()));
      unit.define(i.name(), new Val.Unknown());
    }
  }

  private Declaration.@Nullable Block entry(Unit unit) {
    var models = unit.models();
    var name = options.model();
    if (name == null) {
      if (models.isEmpty()) {
        diagnostics.error(
            Code.MISSING_OUTPUT,
            new Loc.Span(unit.source(), 1, 1, 0),
            "the program declares no model, only blocks");
        return null;
      }
      return models.getLast();
    }
    for (var m : models) {
      if (m.name().equals(name)) {
        return m;
      }
    }
    throw Mistake.unknown(
        Code.UNKNOWN_NAME,
        new Loc.Span(unit.source(), 1, 1, 0),
        "model",
        name,
        models.stream().map(Declaration.Block::name).toList());
  }

  private void lower(Model model, Unit unit, Declaration.Block entry) {
    long before = reports.errors();
    var lowering = new Lowering(model, new Library(), options.seed(), diagnostics);
    var frame = new Frame(entry, unit, "", null, entry.at());
    var scope = new Scope(null);
    parameters(lowering, entry, frame, scope);
    lowering.statements.conditions(entry.where(), frame, scope);
    lowering.statements.run(entry.body(), frame, scope);
    if (reports.errors() > before) {
      return;
    }
    check(model, entry);
    model.main().body().setName(entry.name());
    Program.settle(lowering, unit, entry.name(), options, diagnostics);
    if (reports.errors() == before) {
      texts.forEach(model.weights()::note);
      for (var m : imported.values()) {
        model.weights().adopt(m.weights());
      }
      Opsets.choose(model, lowering.imported);
    }
  }

  private void parameters(Lowering lowering, Declaration.Block entry, Frame frame, Scope scope) {
    var left = new TreeMap<>(options.parameters());
    entry.parameters().forEach(p -> left.remove(p.name()));
    var names = entry.parameters().stream().map(Parameter::name).toList();
    for (var name : left.keySet()) {
      diagnostics.report(
          Mistake.unknown(
                  Code.BAD_ARGUMENT, entry.at(), "parameter of " + entry.name(), name, names)
              .diagnostic());
    }
    if (!left.isEmpty()) {
      throw new Abandoned();
    }
    for (var p : entry.parameters()) {
      var given = options.parameters().get(p.name());
      var byDefault = p.byDefault();
      if (given != null) {
        var e = argument(p.name(), given);
        var value = lowering.expressions.eval(e, frame, scope);
        scope.set(p.name(), lowering.calls.checked(p, value, frame, scope, e.at()));
      } else if (byDefault != null) {
        scope.set(p.name(), lowering.calls.byDefault(p, byDefault, frame, scope));
      } else {
        var error = Mistake.of(Code.BAD_ARGUMENT, p.at(), "%s needs %s", entry.name(), p.name());
        throw new InputError(
            error.diagnostic().with("--param " + p.name() + "=VALUE gives it, or a default here"));
      }
    }
  }

  private Expr argument(String name, String text) {
    var source = new Source("--param " + name, text);
    return LanguageParser.expression(source, diagnostics);
  }

  private void check(Model model, Declaration.Block entry) {
    var body = model.main().body();
    if (body.results().isEmpty()) {
      diagnostics.error(Code.MISSING_OUTPUT, entry.at(), entry.name() + " has no output");
    }
    for (var p : body.params()) {
      if (p.isUnused()) {
        diagnostics.error(
            Code.UNUSED_INPUT,
            place(entry, String.valueOf(p.name())),
            "nothing reads input " + p.name());
      }
    }
  }

  private static Loc place(Declaration.Block entry, String input) {
    for (var s : entry.body()) {
      if (s instanceof Statement.Input i && i.called().equals(input)) {
        return i.at();
      }
    }
    return entry.at();
  }
}
