package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.ir.type.Assumptions;

/**
 * What to compile, how, and under which conditions the output is written.
 *
 * @param output the file to write
 * @param runtime what evaluates constants and runs both models; its seed is that of every random choice
 * @param limits gates on the output
 * @param program what a program of the model language is read with
 * @param records what is written beside the output
 */
public record CompileOptions(
    Path input,
    Path output,
    Passes passes,
    Target target,
    Signature signature,
    RuntimeOptions runtime,
    Verification verification,
    Gates limits,
    ProgramOptions program,
    Records records) {

  /**
   * What is written.
   *
   * @param name {@code onnx} or {@code ort-cpu}
   * @param cpu the processor to choose forms for, one of {@link Processor#NAMES}
   * @param opset version of the default domain to write; 0 keeps the model's own
   * @param externalData when weights go into a file of their own
   */
  public record Target(String name, String cpu, long opset, ExternalData externalData) {
    /** ONNX Runtime on this machine. */
    public static final Target DEFAULT =
        new Target("ort-cpu", Processor.NATIVE, 0, ExternalData.AUTO);
  }

  /**
   * What the output takes and gives, where that is not what the input does.
   *
   * @param bind values of symbolic dims, by name or by place ({@code x[2]})
   * @param dynamic names for dims that become symbolic, by place
   * @param assume what is true of symbolic dims
   * @param inputs values that become the inputs, in this order; empty keeps the model's
   * @param outputs values that become the outputs, in this order; empty keeps the model's
   * @param keepInitializerInputs initializers that are listed as inputs stay inputs
   * @param follow outputs are declared with what is inferred of them, not as in the input
   */
  public record Signature(
      Map<String, Long> bind,
      Map<String, String> dynamic,
      Assumptions assume,
      List<String> inputs,
      List<String> outputs,
      boolean keepInitializerInputs,
      boolean follow) {
    public static final Signature AS_IS =
        new Signature(Map.of(), Map.of(), Assumptions.NONE, List.of(), List.of(), false, false);

    public Signature {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** Whether the model becomes one that the runtime cannot run in the input's place. */
    boolean isAnother() {
      return !dynamic.isEmpty() || !inputs.isEmpty() || !outputs.isEmpty();
    }
  }

  /** Whether and how to compare with the input. */
  public record Verification(Mode mode, int samples, Map<String, String> inputSpecs) {
    public static final Verification DEFAULT = new Verification(Mode.ON, 2, Map.of());
    public static final Verification OFF = new Verification(Mode.OFF, 0, Map.of());
  }

  /** Whether the output is compared with the input, and whether anything but equal is an error. */
  public enum Mode {
    OFF,
    ON,
    REQUIRED
  }

  /** Conditions that the output must meet to be written; null means no condition. */
  public record Gates(
      @Nullable Long maxNodes,
      @Nullable Long maxBytes,
      @Nullable Double maxError,
      @Nullable Double minSqnr) {
    public static final Gates NONE = new Gates(null, null, null, null);
  }

  /**
   * Files about the compilation, written when the output is; null means none.
   *
   * @param report what was done, as {@code .json} or {@code .html}
   * @param certificate what was proven and compared
   * @param recipe what determined the output
   * @param replayed the recipe that the options come from, which the output is held against
   */
  public record Records(
      @Nullable Path report,
      @Nullable Path certificate,
      @Nullable Path recipe,
      @Nullable Recipe replayed) {
    public static final Records NONE = new Records(null, null, null, null);

    boolean any() {
      return report != null || certificate != null || recipe != null || replayed != null;
    }
  }

  /** {@code -O2} for ONNX Runtime on this machine, verified. */
  public static CompileOptions of(Path input, Path output) {
    return new CompileOptions(
        input,
        output,
        Passes.of("O2"),
        Target.DEFAULT,
        Signature.AS_IS,
        RuntimeOptions.DEFAULTS,
        Verification.DEFAULT,
        Gates.NONE,
        ProgramOptions.DEFAULTS,
        Records.NONE);
  }

  /** The same through other passes, compared in another way. */
  public CompileOptions with(Passes others, Verification comparison) {
    return new CompileOptions(
        input, output, others, target, signature, runtime, comparison, limits, program, records);
  }

  /** Names of the targets with a line about each. */
  public static Map<String, String> targets() {
    return Map.of(
        "onnx", "an ONNX file with operators of the standard domain only",
        "ort-cpu", "an ONNX file for ONNX Runtime on the CPU");
  }
}
