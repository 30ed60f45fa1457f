package sinter.compiler;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.type.Assumptions;
import sinter.passes.PipelineText;

/**
 * Everything that determined an output: the same tool makes the same bytes of the same input by it. Kept as JSON.
 *
 * @param tool the version of the compiler
 * @param input the files that were read, the model first
 * @param output the files that were written, the model first
 */
public record Recipe(String tool, Options options, List<Digest> input, List<Digest> output) {
  private static final long MOST_BYTES = 1 << 24;

  public Recipe {
    input = List.copyOf(input);
    output = List.copyOf(output);
  }

  /** The options of a compilation that can change its output, as text and numbers. */
  public record Options(
      String pipeline,
      String target,
      String cpu,
      Map<String, Long> bind,
      Map<String, String> dynamic,
      String assume,
      List<String> inputs,
      List<String> outputs,
      boolean keepInitializerInputs,
      boolean follow,
      List<String> disabled,
      long opset,
      ExternalData externalData,
      String runtime,
      long rewriteLimit,
      long seed,
      @Nullable String model,
      Map<String, String> parameters) {
    static Options of(CompileOptions o) {
      var s = o.signature();
      var target = o.target();
      return new Options(
          o.passes().text(),
          target.name(),
          Processor.resolved(target.cpu()),
          new TreeMap<>(s.bind()),
          new TreeMap<>(s.dynamic()),
          s.assume().toString(),
          s.inputs(),
          s.outputs(),
          s.keepInitializerInputs(),
          s.follow(),
          o.passes().disabled().stream().sorted().toList(),
          target.opset(),
          target.externalData(),
          o.runtime().name(),
          o.passes().rewriteLimit(),
          o.runtime().seed(),
          o.program().model(),
          new TreeMap<>(o.program().parameters()));
    }
  }

  /**
   * Reads a recipe.
   *
   * @throws InputError when {@code file} holds none
   */
  public static Recipe read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InputError(Code.MALFORMED_FILE, Loc.UNKNOWN, file + " is too large for a recipe");
      }
      var recipe = JsonMapper.builder().build().readValue(Files.readString(file), Recipe.class);
      PipelineText.parse(recipe.options().pipeline());
      Assumptions.parse(recipe.options().assume());
      return recipe;
    } catch (StreamReadException | CharacterCodingException e) {
      throw noRecipe(file, "it is no JSON");
    } catch (UnrecognizedPropertyException e) {
      throw noRecipe(
          file,
          "it states " + e.getPropertyName() + " as certificates and reports may, not recipes");
    } catch (JsonMappingException e) {
      var place = e.getPath().stream().map(Reference::getFieldName).collect(joining("."));
      throw noRecipe(file, place.isEmpty() ? "a field is missing" : place + " is not as in one");
    } catch (NullPointerException e) {
      throw noRecipe(file, "a field is missing");
    } catch (IllegalArgumentException e) {
      throw noRecipe(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
    }
  }

  private static InputError noRecipe(Path file, String reason) {
    return new InputError(Code.MALFORMED_FILE, Loc.UNKNOWN, file + " is no recipe: " + reason);
  }

  /** {@code given} with what this recipe states in the place of the options that can change the output. */
  public CompileOptions applied(CompileOptions given) {
    var o = options;
    var records = given.records();
    return new CompileOptions(
        given.input(),
        given.output(),
        new Passes(o.pipeline(), Set.copyOf(o.disabled()), o.rewriteLimit()),
        new CompileOptions.Target(o.target(), o.cpu(), o.opset(), o.externalData()),
        new CompileOptions.Signature(
            Map.copyOf(o.bind()),
            Map.copyOf(o.dynamic()),
            Assumptions.parse(o.assume()),
            o.inputs(),
            o.outputs(),
            o.keepInitializerInputs(),
            o.follow()),
        new RuntimeOptions(
            o.runtime(), given.runtime().threads(), given.runtime().timeoutSeconds(), o.seed()),
        given.verification(),
        given.limits(),
        new ProgramOptions(o.model(), o.parameters(), given.program().weights(), o.seed()),
        new CompileOptions.Records(
            records.report(), records.certificate(), records.recipe(), this));
  }

  /**
   * What is not as when the recipe was recorded, in words; empty when the replay gave the same bytes.
   *
   * @throws Compiler.MissedGate when the same version made other bytes of the same input, under the same name
   */
  List<String> differences(Recipe replay) {
    var all = new ArrayList<String>();
    var changed = changed(input, replay.input());
    if (!changed.isEmpty()) {
      return changed;
    }
    if (!tool.equals(replay.tool())) {
      all.add("the recipe was recorded by version " + tool + ", this is " + replay.tool());
    }
    if (Digest.same(output, replay.output())) {
      return all;
    }
    var message = "the output has other bytes than the one that was recorded";
    boolean isRenamed = !output.getFirst().file().equals(replay.output().getFirst().file());
    if (all.isEmpty() && !isRenamed) {
      throw new Compiler.MissedGate(message);
    }
    all.add(isRenamed ? message + ", as " + output.getFirst().file() : message);
    return all;
  }

  /** Which files that were read are others, by their names where the model itself is the same. */
  private static List<String> changed(List<Digest> recorded, List<Digest> read) {
    if (recorded.isEmpty() || read.isEmpty() || !Digest.same(first(recorded), first(read))) {
      return List.of("the input is not the file that the recipe was recorded with");
    }
    var before = contents(recorded);
    var now = contents(read);
    var all = new ArrayList<String>();
    if (sorted(before).equals(sorted(now))) {
      return all;
    }
    before.forEach((file, contents) -> {
      var others = now.get(file);
      if (others == null) {
        all.add(file + ", which the recipe was recorded with, is not read");
      } else if (!others.equals(contents)) {
        all.add(file + " is not the file that the recipe was recorded with");
      }
    });
    now.keySet().stream()
        .filter(file -> !before.containsKey(file))
        .forEach(file -> all.add(file + " is read, which the recipe was recorded without"));
    return all;
  }

  private static List<Digest> first(List<Digest> files) {
    return files.subList(0, 1);
  }

  /** Contents of the files after the first, by name. */
  private static Map<String, List<String>> contents(List<Digest> files) {
    var all = new TreeMap<String, List<String>>();
    for (var d : files.subList(1, files.size())) {
      all.computeIfAbsent(d.file(), _ -> new ArrayList<>()).add(d.sha256());
    }
    all.values().forEach(Collections::sort);
    return all;
  }

  private static List<String> sorted(Map<String, List<String>> contents) {
    return contents.values().stream().flatMap(List::stream).sorted().toList();
  }
}
