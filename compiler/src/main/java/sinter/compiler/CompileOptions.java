package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter.ExternalData;

/**
 * What to compile, how, and under which conditions the output is written.
 *
 * @param output the file to write
 * @param pipeline pipeline text, or one of the presets {@code O0 … O3}
 * @param target {@code onnx} or {@code ort-cpu}
 * @param bind values of symbolic dims, by name or by place ({@code x[2]})
 * @param dynamic names for dims that become symbolic, by place
 * @param disabled passes and rules that do nothing
 * @param keepInitializerInputs initializers that are listed as inputs stay inputs
 * @param limits gates on the output
 */
public record CompileOptions(
    Path input,
    Path output,
    String pipeline,
    String target,
    Map<String, Long> bind,
    Map<String, String> dynamic,
    Set<String> disabled,
    boolean keepInitializerInputs,
    ExternalData externalData,
    String runtime,
    int threads,
    Verification verification,
    Gates limits,
    long rewriteLimit,
    long seed) {

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

  /** {@code -O2} for ONNX Runtime on this machine, verified. */
  public static CompileOptions of(Path input, Path output) {
    return new CompileOptions(
        input,
        output,
        "O2",
        "ort-cpu",
        Map.of(),
        Map.of(),
        Set.of(),
        false,
        ExternalData.AUTO,
        "javacpp",
        1,
        Verification.DEFAULT,
        Gates.NONE,
        Long.MAX_VALUE,
        0);
  }

  /** The same with another pipeline. */
  public CompileOptions withPipeline(String other) {
    return new CompileOptions(
        input,
        output,
        other,
        target,
        bind,
        dynamic,
        disabled,
        keepInitializerInputs,
        externalData,
        runtime,
        threads,
        verification,
        limits,
        rewriteLimit,
        seed);
  }

  /** The same with another way of verification. */
  public CompileOptions withVerification(Verification other) {
    return new CompileOptions(
        input,
        output,
        pipeline,
        target,
        bind,
        dynamic,
        disabled,
        keepInitializerInputs,
        externalData,
        runtime,
        threads,
        other,
        limits,
        rewriteLimit,
        seed);
  }

  /** Names of the targets with a line about each. */
  public static Map<String, String> targets() {
    return Map.of(
        "onnx", "an ONNX file with operators of the standard domain only",
        "ort-cpu", "an ONNX file for ONNX Runtime on the CPU");
  }

  static final List<String> LEVELS = List.of("O0", "O1", "O2", "O3");
}
