package sinter.frontend.language;

import java.util.Collection;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.type.Dim;

/** Makes the errors that end the evaluation of a statement. */
final class Mistake {
  private static final int MOST_LISTED = 8;

  private Mistake() {}

  static InputError of(Code code, Loc.Span at, String format, Object... args) {
    return new InputError(Diagnostic.error(code, at, format.formatted(args)));
  }

  /** For example "one argument" and "2 arguments". */
  static String counted(long count, String word) {
    return count == 1 ? "one " + word : count + " " + word + "s";
  }

  /** A name that does not exist, with the nearest ones that do. */
  static InputError unknown(
      Code code, Loc.Span at, String what, String name, Collection<String> names) {
    var error = Diagnostic.error(code, at, "there is no " + what + " called " + name);
    var near = Suggest.nearest(name, names);
    if (!near.isEmpty()) {
      return new InputError(error.with("did you mean " + String.join(" or ", near) + "?"));
    }
    boolean isShort = !names.isEmpty() && names.size() <= MOST_LISTED;
    return new InputError(
        isShort
            ? error.with("known: " + String.join(", ", names.stream().sorted().toList()))
            : error);
  }

  /** A value of the wrong kind; silence where an earlier mistake left it unknown. */
  static RuntimeException kind(Loc.Span at, String wanted, Val found) {
    return found.isUnknown()
        ? new Abandoned()
        : of(Code.BAD_ARGUMENT, at, "expected %s, found %s", wanted, found.kind());
  }

  /** A size that only the run knows, where a number is needed. */
  static InputError symbolic(Loc.Span at, Dim size) {
    var error =
        Diagnostic.error(
            Code.NOT_CONSTANT, at, size + " is known only when the model runs, a float is not");
    return new InputError(error.with("cast(" + size + ", f32) makes a tensor of it"));
  }

  /** A value that is not known at compile time. */
  static InputError notConstant(Loc.Span at, String what, Object found) {
    return of(Code.NOT_CONSTANT, at, "%s must be known at compile time, found %s", what, found);
  }
}
