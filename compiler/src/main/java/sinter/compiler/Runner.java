package sinter.compiler;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.compiler.compare.InputSpec;
import sinter.compiler.compare.SeededInputs;
import sinter.compiler.data.FeedFiles;
import sinter.frontend.data.Npy;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Executes a model once on ONNX Runtime. */
public final class Runner {
  private static final long SHOWN = 16;

  private final RunOptions options;
  private final Diagnostics diagnostics;

  private Runner(RunOptions options, Diagnostics diagnostics) {
    this.options = options;
    this.diagnostics = diagnostics;
  }

  /**
   * Runs a model and describes its outputs.
   *
   * @throws InputError when the model or an input cannot be read, or the runtime does not run it
   */
  public static RunReport run(RunOptions options, Diagnostics diagnostics) {
    return new Runner(options, diagnostics).run();
  }

  private RunReport run() {
    var runtime = options.runtime();
    try (var worker = Runtimes.start(runtime.name(), runtime.limit());
        var form = OnnxForm.of(options.model(), options.program());
        var model = Runtimes.inferred(form.path())) {
      Signatures.check(options.bind(), model);
      Signatures.checkInputs(options.inputSpecs().keySet(), model);
      var given = FeedFiles.read(options.inputs(), model.main().body().params());
      var spec =
          SessionSpec.of(form.path())
              .withThreads(runtime.threads())
              .with(options.optimized() ? Optimization.ON : Optimization.OFF);
      try (var session = Runtimes.found(worker.open(spec), "cannot load " + options.model())) {
        return run(session, model, given);
      }
    }
  }

  private RunReport run(RuntimeSession session, Model model, Map<String, Datum> given) {
    Map<String, Long> at = Map.of();
    var feeds = given;
    if (isIncomplete(model, given)) {
      var found = seeded(session, model, given);
      at = found.binding().values();
      feeds = found.feeds();
    }
    long start = System.nanoTime();
    var outputs = Runtimes.found(session.run(feeds, List.of()), "cannot run " + options.model());
    double millis = (System.nanoTime() - start) / 1e6;
    return new RunReport(options.model().toString(), describe(outputs), at, millis);
  }

  private boolean isIncomplete(Model model, Map<String, Datum> given) {
    var missing = new ArrayList<String>();
    for (var p : model.main().body().params()) {
      if (p.initial() == null && p.name() != null && !given.containsKey(p.name())) {
        missing.add(p.name());
      }
    }
    if (!missing.isEmpty() && !options.random()) {
      throw new InputError(
          Diagnostic.error(
                  Code.UNRESOLVED_NAME,
                  Loc.UNKNOWN,
                  "there is no value for input " + String.join(", ", missing))
              .with("give -i " + missing.getFirst() + "=FILE, or --random to draw it from a seed"));
    }
    return !missing.isEmpty();
  }

  private SeededInputs seeded(RuntimeSession session, Model model, Map<String, Datum> given) {
    return Runtimes.found(
        SeededInputs.find(
            session,
            model,
            given,
            specs(options.inputSpecs()),
            options.bind(),
            options.runtime().seed()),
        "cannot run " + options.model());
  }

  /** Input specs by name. @throws InputError when one does not parse */
  static Map<String, InputSpec> specs(Map<String, String> texts) {
    var specs = new LinkedHashMap<String, InputSpec>();
    texts.forEach((name, spec) -> {
      try {
        specs.put(name, InputSpec.parse(name + "=" + spec).getValue());
      } catch (IllegalArgumentException e) {
        throw new InputError(Code.SYNTAX, Loc.UNKNOWN, String.valueOf(e.getMessage()));
      }
    });
    return specs;
  }

  private List<RunReport.Output> describe(Map<String, Datum> outputs) {
    var list = new ArrayList<RunReport.Output>();
    int index = 0;
    for (var e : outputs.entrySet()) {
      list.add(describe(e.getKey(), e.getValue(), index++));
    }
    return list;
  }

  private RunReport.Output describe(String name, Datum value, int index) {
    var file = options.folder() == null ? null : write(options.folder(), name, value, index);
    return switch (value) {
      case Tensor t ->
          new RunReport.Output(
              name,
              t.dtype().text(),
              t.dims(),
              isReal(t.dtype()) ? Statistics.of(t) : null,
              values(t),
              file);
      case Datum.Sequence(var elements) ->
          new RunReport.Output(name, "sequence", List.of((long) elements.size()), null, null, file);
      case Datum.Mapping(var keys, _) ->
          new RunReport.Output(name, "map", keys.dims(), null, null, file);
      case Datum.Maybe(var inner) ->
          new RunReport.Output(
              name, "optional", List.of(inner == null ? 0L : 1L), null, null, file);
    };
  }

  private static boolean isReal(DType dtype) {
    return dtype != DType.STRING && dtype.kind() != DType.Kind.COMPLEX;
  }

  private static @Nullable List<Object> values(Tensor t) {
    if (t.size() > SHOWN || t.dtype().kind() == DType.Kind.COMPLEX) {
      return null;
    }
    var list = new ArrayList<Object>();
    for (long i = 0; i < t.size(); i++) {
      if (t instanceof Tensor.Strings s) {
        list.add(s.values().get((int) i).toString());
      } else if (t.dtype().isFloat()) {
        list.add(t.doubleAt(i));
      } else {
        list.add(t.longAt(i));
      }
    }
    return list;
  }

  /** Writes tensors, and the tensors of a sequence with a number behind the name. */
  private @Nullable String write(Path folder, String name, Datum value, int index) {
    var stem = index + "_" + name.replaceAll("[^A-Za-z0-9._-]", "_");
    return switch (value) {
      case Tensor t -> array(folder, stem, name, t);
      case Datum.Sequence(var elements) -> {
        for (int i = 0; i < elements.size(); i++) {
          if (elements.get(i) instanceof Tensor t) {
            array(folder, stem + "." + i, name, t);
          }
        }
        yield folder.resolve(stem + ".*.npy").toString();
      }
      case Datum.Mapping _, Datum.Maybe _ -> unwritten(name, "a map or optional");
    };
  }

  private @Nullable String array(Path folder, String stem, String name, Tensor t) {
    var file = folder.resolve(stem + ".npy");
    try {
      Files.createDirectories(folder);
      Npy.write(t, file);
      return file.toString();
    } catch (IllegalArgumentException e) {
      return unwritten(name, "of element type " + t.dtype().text());
    } catch (FileAlreadyExistsException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE,
          Loc.UNKNOWN,
          "cannot write outputs into " + folder + ": it is a file, not a folder");
    } catch (IOException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + file + ": " + Reason.writing(e));
    }
  }

  private @Nullable String unwritten(String name, String what) {
    diagnostics.warning(
        Code.CHANGED,
        Loc.UNKNOWN,
        "output " + name + " was not written: it is " + what + ", which .npy files cannot hold");
    return null;
  }
}
