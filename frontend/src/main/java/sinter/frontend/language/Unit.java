package sinter.frontend.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.SourceFile;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** A file of a program with what its declarations define and the files it imports. */
final class Unit {
  private final Source source;
  private final @Nullable Path folder;
  private final boolean isLibrary;
  private final List<Declaration> declarations;
  private final Map<String, Val> callees = new LinkedHashMap<>();
  private final Map<String, Declaration.Constant> constants = new LinkedHashMap<>();
  private final Map<String, Val> values = new LinkedHashMap<>();
  private final Map<String, Loc> places = new LinkedHashMap<>();
  private final Map<Path, Unit> imports = new LinkedHashMap<>();

  /**
   * @param folder that relative paths start from; null when the text lies in none
   * @param isLibrary whether it belongs to the standard library
   */
  Unit(SourceFile file, @Nullable Path folder, boolean isLibrary, Diagnostics diagnostics) {
    this.source = file.at().source();
    this.folder = folder;
    this.isLibrary = isLibrary;
    this.declarations = file.declarations();
    for (var d : declarations) {
      var name = name(d);
      if (name == null) {
        continue;
      }
      var first = places.putIfAbsent(name, d.at());
      if (first != null) {
        var error = Diagnostic.error(Code.UNRESOLVED_NAME, d.at(), name + " is declared twice");
        diagnostics.report(error.with("first here", first));
      } else if (d instanceof Declaration.Block b) {
        callees.put(name, new Val.Block(b, this));
        Duplicates.report(b, diagnostics);
      } else if (d instanceof Declaration.Constant c) {
        constants.put(name, c);
        Duplicates.report(c, diagnostics);
      }
    }
  }

  private static @Nullable String name(Declaration d) {
    return switch (d) {
      case Declaration.Block b -> b.name();
      case Declaration.Constant c -> c.name();
      case Declaration.ImportModel m -> m.name();
      case Declaration.ImportFile _, Declaration.Weights _ -> null;
    };
  }

  Source source() {
    return source;
  }

  @Nullable Path folder() {
    return folder;
  }

  boolean isLibrary() {
    return isLibrary;
  }

  List<Declaration> declarations() {
    return declarations;
  }

  /** The models declared here, in order. */
  List<Declaration.Block> models() {
    return declarations.stream()
        .filter(d -> d instanceof Declaration.Block b && b.isModel())
        .map(Declaration.Block.class::cast)
        .toList();
  }

  /** Imports a unit; one that another path leads to already is there. */
  void add(Path file, Unit unit) {
    imports.putIfAbsent(file, unit);
  }

  /** Refuses a name that is not declared here, but in two imported files. */
  void checkUnique(Loc.Span at, String name) {
    if (places.containsKey(name)) {
      return;
    }
    @Nullable Unit first = null;
    Loc firstAt = Loc.UNKNOWN;
    for (var unit : imports.values()) {
      if (!(unit.places.get(name) instanceof Loc here)) {
        continue;
      }
      if (first == null) {
        first = unit;
        firstAt = here;
      } else if (!first.isSameModel(unit, name)) {
        throw new InputError(
            Diagnostic.error(
                    Code.UNRESOLVED_NAME, at, name + " is declared in two of the imported files")
                .with("first here", firstAt)
                .with("and here", here));
      }
    }
  }

  /** Whether {@code name} is one and the same imported model here and there. */
  private boolean isSameModel(Unit other, String name) {
    return callees.get(name) instanceof Val.Imported model && model.equals(other.callees.get(name));
  }

  /** Names an imported model. */
  void define(String name, Val callee) {
    callees.put(name, callee);
  }

  /** What {@code name} stands for here or in an imported file; null when nothing. */
  @Nullable Val find(String name) {
    var own = findOwn(name);
    if (own != null) {
      return own;
    }
    for (var unit : constants.containsKey(name) ? List.<Unit>of() : imports.values()) {
      if (unit.findOwn(name) instanceof Val v) {
        return v;
      }
      if (unit.constants.containsKey(name)) {
        return null;
      }
    }
    return null;
  }

  private @Nullable Val findOwn(String name) {
    var value = values.get(name);
    return value != null ? value : callees.get(name);
  }

  /** The constant of that name that has no value yet, here or in an imported file. */
  @Nullable Pending pending(String name) {
    if (constants.get(name) instanceof Declaration.Constant c && !values.containsKey(name)) {
      return new Pending(this, c);
    }
    for (var unit : imports.values()) {
      if (unit.constants.get(name) instanceof Declaration.Constant c
          && !unit.values.containsKey(name)) {
        return new Pending(unit, c);
      }
    }
    return null;
  }

  /** A constant to be evaluated where it stands. */
  record Pending(Unit unit, Declaration.Constant constant) {}

  void setValue(String constant, Val value) {
    values.put(constant, value);
  }

  /** Every name that can be seen from here. */
  List<String> names() {
    var all = new ArrayList<String>(callees.keySet());
    all.addAll(constants.keySet());
    imports.values().forEach(u -> all.addAll(u.callees.keySet()));
    return all;
  }
}
