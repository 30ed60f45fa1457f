import java.nio.file.Path;
import sinter.compiler.CompileOptions;
import sinter.compiler.Compiler;
import sinter.ir.diag.InputError;

/** Compiles a model and says what was gained: the library behind {@code sinter compile}. */
public final class CompileModel {
  private CompileModel() {}

  public static void main(String[] args) {
    var input = Path.of(args[0]);
    var output = Path.of(args[1]);
    try {
      // -O2 on the runtime that comes with Sinter, compared with the input on seeded inputs.
      var report = Compiler.compile(CompileOptions.of(input, output));
      System.out.printf(
          "%d nodes became %d, %d bytes became %d, and the result is %s%n",
          report.nodes().before(),
          report.nodes().after(),
          report.bytes().before(),
          report.bytes().after(),
          report.verify().status());
    } catch (InputError e) {
      // The file is not what it should be; the diagnostic says why and what would mend it.
      System.err.println(e.diagnostic().render());
    } catch (Compiler.DifferentOutput e) {
      // A mistake of a pass. Nothing was written, and a folder repeats it.
      System.err.println(e.getMessage() + "; see " + e.reproducer());
    }
  }
}
