package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.ir.type.Assumptions;

/**
 * What to compile, how, and under which conditions the output is written.
 *
 * @param output the file to write
 * @param pipeline pipeline text, or one of the presets {@code O0 … O3}
 * @param target {@code onnx} or {@code ort-cpu}
 * @param cpu the processor to choose forms for, one of {@link Processor#NAMES}
 * @param disabled passes and rules that do nothing
 * @param opset version of the default domain to write; 0 keeps the model's own
 * @param limits gates on the output
 * @param program what a program of the model language is read with
 * @param records what is written beside the output
 */
public record CompileOptions(
    Path input,
    Path output,
    String pipeline,
    String target,
    String cpu,
    Signature signature,
    Set<String> disabled,
    long opset,
    ExternalData externalData,
    String runtime,
    int threads,
    Verification verification,
    Gates limits,
    long rewriteLimit,
    long seed,
    ProgramOptions program,
    Records records) {

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
  public record Verification(
      Mode mode, int samples, int timeoutSeconds, Map<String, String> inputSpecs) {
    public static final Verification DEFAULT = new Verification(Mode.ON, 2, 60, Map.of());
    public static final Verification OFF = new Verification(Mode.OFF, 0, 60, Map.of());
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
        "O2",
        "ort-cpu",
        Processor.NATIVE,
        Signature.AS_IS,
        Set.of(),
        0,
        ExternalData.AUTO,
        "javacpp",
        1,
        Verification.DEFAULT,
        Gates.NONE,
        Long.MAX_VALUE,
        0,
        ProgramOptions.DEFAULTS,
        Records.NONE);
  }

  /** The same with another pipeline. */
  public CompileOptions withPipeline(String other) {
    return new CompileOptions(
        input,
        output,
        other,
        target,
        cpu,
        signature,
        disabled,
        opset,
        externalData,
        runtime,
        threads,
        verification,
        limits,
        rewriteLimit,
        seed,
        program,
        records);
  }

  /** The same with another way of verification. */
  public CompileOptions withVerification(Verification other) {
    return new CompileOptions(
        input,
        output,
        pipeline,
        target,
        cpu,
        signature,
        disabled,
        opset,
        externalData,
        runtime,
        threads,
        other,
        limits,
        rewriteLimit,
        seed,
        program,
        records);
  }

  /** The same with another signature. */
  public CompileOptions withSignature(Signature other) {
    return new CompileOptions(
        input,
        output,
        pipeline,
        target,
        cpu,
        other,
        disabled,
        opset,
        externalData,
        runtime,
        threads,
        verification,
        limits,
        rewriteLimit,
        seed,
        program,
        records);
  }

  /** Names of the targets with a line about each. */
  public static Map<String, String> targets() {
    return Map.of(
        "onnx", "an ONNX file with operators of the standard domain only",
        "ort-cpu", "an ONNX file for ONNX Runtime on the CPU");
  }

  static final List<String> LEVELS = List.of("O0", "O1", "O2", "O3");
}
