package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSet;
import sinter.backend.onnx.StagedModel;
import sinter.compiler.CompileReport.PassReport;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.passes.PassObserver;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;

/**
 * Reads a model, runs a pipeline, and gives the result as text or as a file, without comparing: the work of import,
 * export and opt.
 */
public final class Translation {
  /** The form of what is written. */
  public enum Form {
    /** By the ending of the name: {@code .onnx}, else text. */
    BY_NAME,
    TEXT,
    ONNX
  }

  /**
   * What to translate.
   *
   * @param input a file, or {@code -} for text on the standard input
   * @param output the file to write; null for text
   * @param form of that file
   * @param passes for ONNX files a typed result is brought into ONNX's form by itself
   * @param verifyEach whether the model is verified after every pass, not only at the end
   */
  public record Options(
      String input,
      @Nullable Path output,
      Form form,
      Text text,
      Passes passes,
      boolean verifyEach,
      Map<String, Long> bind,
      Map<String, String> dynamic,
      ExternalData externalData,
      String runtime) {
    /** From a file to a file or to text, through no passes. */
    public static Options of(String input, @Nullable Path output) {
      return new Options(
          input,
          output,
          Form.BY_NAME,
          Text.PLAIN,
          Passes.of(""),
          true,
          Map.of(),
          Map.of(),
          ExternalData.AUTO,
          RuntimeSet.DEFAULT);
    }

    /** The same through passes, with text in another style. */
    public Options with(Passes others, Text style) {
      return with(form, style, others, externalData);
    }

    /** The same with weights elsewhere. */
    public Options with(ExternalData policy) {
      return with(form, text, passes, policy);
    }

    /** The same with the output in another form. */
    public Options as(Form other) {
      return with(other, text, passes, externalData);
    }

    private Options with(Form other, Text style, Passes others, ExternalData policy) {
      return new Options(
          input, output, other, style, others, verifyEach, bind, dynamic, policy, runtime);
    }
  }

  /**
   * How text is read and written.
   *
   * @param locations whether it says where nodes come from
   * @param anywhere whether it may name files of weights outside its folder
   */
  public record Text(boolean locations, boolean anywhere) {
    public static final Text PLAIN = new Text(false, false);
  }

  /**
   * The JSON form of {@code import}, {@code export} and {@code opt}.
   *
   * @param text the model as text; null when it went into a file
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Report(
      String input,
      @Nullable String output,
      CompileReport.Change nodes,
      List<PassReport> passes,
      @Nullable String text,
      List<CompileReport.Problem> diagnostics) {}

  private final Options options;
  private final InputStream stdin;
  private final Diagnostics diagnostics;
  private final List<PassObserver> observers;

  private Translation(
      Options options,
      InputStream stdin,
      Consumer<Diagnostic> listener,
      List<PassObserver> observers) {
    this.options = options;
    this.stdin = stdin;
    this.diagnostics = new Diagnostics(listener);
    this.observers = observers;
  }

  /**
   * Translates.
   *
   * @throws InputError when the input cannot be read or translated, or the output not be written
   */
  public static Report run(
      Options options,
      InputStream stdin,
      Consumer<Diagnostic> listener,
      List<PassObserver> observers) {
    return new Translation(options, stdin, listener, observers).run();
  }

  private Report run() {
    try (var model = prepared()) {
      long before = count(model);
      var passes = passes(model);
      var text = write(model);
      return new Report(
          options.input(),
          options.output() == null ? null : options.output().toString(),
          new CompileReport.Change(before, count(model)),
          passes,
          text,
          diagnostics.all().stream().map(CompileReport.Problem::of).toList());
    }
  }

  private boolean isText() {
    return options.input().equals("-") || ModelFiles.isText(Path.of(options.input()));
  }

  private Model read() {
    if (!isText()) {
      return ModelFiles.read(Path.of(options.input()), diagnostics);
    }
    if (!options.input().equals("-")) {
      return ModelFiles.text(Path.of(options.input()), options.text().anywhere(), diagnostics);
    }
    try {
      var text = new String(stdin.readAllBytes(), StandardCharsets.UTF_8);
      var here = Path.of("").toAbsolutePath();
      var found = new Diagnostics(diagnostics::report);
      var reader = new TextReader(here, options.text().anywhere(), found);
      if (reader.read(new Source("<stdin>", text)) instanceof Model model) {
        return model;
      }
      throw ModelFiles.mistakes("the standard input cannot be read", found);
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read the standard input: " + e.getMessage());
    }
  }

  private List<PassReport> passes(Model model) {
    var pipeline = options.passes().parsed();
    var set = Runtimes.set(options.runtime());
    try (var worker = OrtWorker.lazy(set, Duration.ofSeconds(60))) {
      var passes = run(pipeline, worker).on(model, diagnostics, observers, this::prepared).passes();
      if (options.output() != null && !writesText(options.output()) && isTyped(model)) {
        run(PipelineText.parse("to-onnx"), worker).on(model, diagnostics, observers, this::gone);
      }
      return passes;
    }
  }

  private PipelineRun run(Pipeline pipeline, OrtWorker worker) {
    return new PipelineRun(
        pipeline,
        options.passes(),
        isText(),
        options.verifyEach(),
        new RuntimeEvaluator(worker, diagnostics),
        UnaryOperator.identity());
  }

  /** The model in the middle of a translation cannot be had again. */
  private Model gone() {
    throw new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, options.input() + " was read already");
  }

  private Model prepared() {
    var model = read();
    Signatures.bind(model, options.bind());
    Signatures.free(model, options.dynamic());
    return model;
  }

  private static boolean isTyped(Model model) {
    return model.allNodes().stream()
        .anyMatch(n -> !(n.op() instanceof Const) && !(n.op() instanceof Foreign));
  }

  private boolean writesText(Path output) {
    return switch (options.form()) {
      case BY_NAME -> !output.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
      case TEXT -> true;
      case ONNX -> false;
    };
  }

  private @Nullable String write(Model model) {
    var output = options.output();
    if (output == null) {
      return text(model);
    }
    if (!writesText(output)) {
      OnnxWriter.write(model, output, options.externalData());
      return null;
    }
    if (output.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw unwritable(output, "the name is that of a model in ONNX's form, and this is a text");
    }
    if (Files.isDirectory(output)) {
      throw unwritable(output, "it is a folder, name a file in it");
    }
    try {
      write(model, output);
      return null;
    } catch (NoSuchFileException e) {
      throw unwritable(output, "its folder does not exist");
    } catch (IOException e) {
      throw unwritable(output, String.valueOf(e.getMessage()));
    }
  }

  /** A pipe or a device has no folder in which weights could lie. */
  private void write(Model model, Path output) throws IOException {
    if (StagedModel.isStream(output)) {
      Files.writeString(output, text(model), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      return;
    }
    var style = new Style(options.text().locations(), null, options.text().anywhere());
    var folder = output.toAbsolutePath().normalize().getParent();
    Printer.write(model, output, folder == null ? style : style.in(folder));
  }

  private static InputError unwritable(Path output, String reason) {
    return new InputError(
        Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + output + ": " + reason);
  }

  /** Weights are named relative to the current folder; those elsewhere, when they are many, by absolute path. */
  private String text(Model model) {
    var here = Path.of("").toAbsolutePath();
    try {
      return Printer.print(
          model, new Style(options.text().locations(), here, options.text().anywhere()));
    } catch (InputError e) {
      return Printer.print(model, new Style(options.text().locations(), here, true));
    }
  }

  private static long count(Model model) {
    return model.allNodes().stream().filter(n -> !(n.op() instanceof Const)).count();
  }
}
