package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.DimStructure;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * Writes a typed model as a program of the model language. Repetitions become blocks and loops; inputs and
 * outputs keep their names, and constants of any size stay in the file that the model came from, in the order
 * in which its nodes use them.
 */
public final class Decompiler {
  private final Model model;
  private final String name;
  private final Names.Symbols symbols = new Names.Symbols();
  private final Lines out = new Lines();

  private Decompiler(Model model, String name) {
    this.model = model;
    this.name = name;
  }

  /**
   * The program.
   *
   * @param model with typed ops and inferred shapes, and without functions of its own
   * @param name of the model in the program, as far as it is an identifier
   * @param file the ONNX file that the model came from, as the program names it
   * @throws InputError when something of the model cannot be said in the language
   * @see #saysDefaults which has to be true
   */
  public static String print(Model model, String name, String file) {
    var decompiler =
        new Decompiler(model, Names.fresh(Names.identifier(name, "Net"), new HashSet<>()));
    decompiler.print(file);
    return decompiler.out.toString();
  }

  private void print(String file) {
    var block = model.main().body();
    var types = new ArrayList<String>();
    block.params().forEach(p -> types.add(type(p)));
    var capture = new Capture(symbols);
    var body = capture.model(block);
    var taken = new HashSet<>(symbols.taken());
    taken.add(name);
    var declared = new ArrayList<String>();
    var variables = new ArrayList<String>();
    for (int i = 0; i < block.params().size(); i++) {
      var given = String.valueOf(block.params().get(i).name());
      var variable = Names.fresh(Names.identifier(given, "x"), taken);
      variables.add(variable);
      declared.add(
          "input "
              + labelled(variable, given)
              + ": "
              + types.get(i)
              + byDefault(block.params().get(i)));
    }
    var outputs = outputs(taken);
    var names = new Variables(taken);
    for (int i = 0; i < variables.size(); i++) {
      names.lend(body.params.get(i), variables.get(i));
    }
    var blocks = Repeats.find(body);
    Found.name(blocks, taken);
    blocks.forEach(this::print);
    out.open("model " + name + " {");
    declared.forEach(out::line);
    unused(body, names);
    var printer = new BodyPrinter(out, names, Map.of());
    printer.print(body);
    for (int i = 0; i < outputs.size(); i++) {
      var called = String.valueOf(block.signature(i).name());
      printer.output(outputs.get(i), labelled(outputs.get(i), called), body.results.get(i));
    }
    out.close("}");
    if (!capture.stores.order().isEmpty()) {
      out.line("");
      out.line("weights " + name + " from " + quoted(file) + " by use");
    }
  }

  private void print(Item.Found f) {
    var head = new ArrayList<String>();
    var reserved = new HashSet<String>();
    f.parameters.forEach(p -> reserved.add(p.name));
    var names = new Variables(reserved);
    f.body.params.forEach(d -> head.add(names.name(d, null) + ": tensor"));
    for (boolean isOptional : new boolean[] {false, true}) {
      for (var p : f.parameters) {
        if ((p.byDefault != null) == isOptional) {
          head.add(isOptional ? p.name + " = " + p.byDefault : p.name);
        }
      }
    }
    out.open("block " + f.name + "(" + String.join(", ", head) + ") {");
    var printer = new BodyPrinter(out, names, Map.of());
    printer.print(f.body);
    printer.end("return ", f.body.results);
    out.close("}");
    out.line("");
  }

  /** Whether the first values of all inputs that have some can be written with the inputs. */
  public static boolean saysDefaults(Model model) {
    return model.main().body().params().stream()
        .map(Value.Param::initial)
        .allMatch(t -> t == null || Literals.nested(t) != null);
  }

  private static String byDefault(Value.Param p) {
    return p.initial() instanceof Tensor t ? " = " + Literals.nested(t) : "";
  }

  /** Inputs that nothing reads: a program says so. */
  private void unused(Item.Body body, Variables names) {
    var read = new HashSet<>(body.results);
    body.items.forEach(i -> read.addAll(i.in()));
    for (var p : body.params) {
      if (!read.contains(p)) {
        out.line("_ = identity(" + names.of(p) + ")");
      }
    }
  }

  private static String quoted(String text) {
    var quoted = Literals.string(text);
    if (quoted == null) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "a program cannot name the file " + text);
    }
    return quoted;
  }

  private static String labelled(String variable, String called) {
    return variable.equals(called) ? variable : variable + " named " + quoted(called);
  }

  /** Variables for the outputs; their names mean nothing else in the program. */
  private List<String> outputs(Set<String> taken) {
    var block = model.main().body();
    var names = new ArrayList<String>();
    for (int i = 0; i < block.results().size(); i++) {
      var given = String.valueOf(block.signature(i).name());
      names.add(Names.fresh(Names.identifier(given, "y"), taken));
    }
    return names;
  }

  private String type(Value.Param p) {
    if (!(p.type() instanceof TensorType(DType dtype, var shape))) {
      throw new InputError(
          Code.DTYPE_MISMATCH,
          Loc.UNKNOWN,
          "input " + p.name() + " is " + p.type() + "; inputs of a program are tensors");
    }
    if (!(shape instanceof Shape.Ranked(var dims))) {
      return dtype.text();
    }
    var words = new ArrayList<String>();
    for (int i = 0; i < dims.size(); i++) {
      words.add(extent(dims.get(i), i));
    }
    return dtype.text() + "[" + String.join(", ", words) + "]";
  }

  private String extent(Dim dim, int axis) {
    return switch (DimStructure.of(dim)) {
      case DimStructure.Symbol(var symbol) -> symbols.declare(symbol);
      case DimStructure.Unknown _ -> symbols.unnamed(axis);
      case DimStructure.Constant _,
          DimStructure.Sum _,
          DimStructure.Product _,
          DimStructure.Quotient _,
          DimStructure.Remainder _,
          DimStructure.Least _,
          DimStructure.Greatest _ ->
          Objects.requireNonNullElseGet(Literals.dim(dim, symbols), () -> symbols.unnamed(axis));
    };
  }
}
