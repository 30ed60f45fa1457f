package sinter.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;
import sinter.backend.onnx.OnnxWriter.ExternalData;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.Catalog;
import sinter.compiler.CompileOptions;
import sinter.compiler.CompileOptions.Mode;
import sinter.compiler.CompileOptions.Verification;
import sinter.compiler.Processor;
import sinter.compiler.compare.InputSpec;
import sinter.ir.diag.Suggest;
import sinter.ir.op.Onnx;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DimSyntaxException;
import sinter.passes.PipelineText;
import sinter.passes.Presets;

/** Values of options. A value that nothing knows is wrong usage, with the nearest names. */
final class Converters {
  private Converters() {}

  /** What options take that have no converter of their own. */
  static void register(CommandLine line) {
    line.registerConverter(Path.class, new FileName());
    line.registerConverter(long.class, Converters::whole);
    line.registerConverter(Double.class, Converters::number);
    register(line, Terminal.Colors.class);
    register(line, ExternalData.class);
    register(line, CompileVerb.IoTypes.class);
    register(line, ImportVerb.Form.class);
  }

  private static <E extends Enum<E>> void register(CommandLine line, Class<E> type) {
    line.registerConverter(type, value -> constant(type, value));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String value) {
    var names = new LinkedHashMap<String, E>();
    for (var e : type.getEnumConstants()) {
      names.put(e.name().toLowerCase(Locale.ROOT), e);
    }
    var found = names.get(value.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new TypeConversionException(
          "expected one of %s, not %s".formatted(String.join(", ", names.keySet()), value));
    }
    return found;
  }

  /** The name of a file or folder. */
  static final class FileName implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      if (value.equals("-")) {
        throw new TypeConversionException(
            "- is no file here: only opt and export read text from the standard input, and text goes"
                + " to the standard output where no -o says otherwise");
      }
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "no file can be called %s where names are in %s"
                .formatted(value, System.getProperty("sun.jnu.encoding")));
      }
    }
  }

  /** The name of a file to write. */
  static final class OutputFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      if (value.endsWith("/")) {
        throw new TypeConversionException(value + " is a folder, name a file in it");
      }
      return new FileName().convert(value);
    }
  }

  /** What an input holds, as text: the name is beside it. */
  static final class Spec implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      try {
        InputSpec.parse("input=" + value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
      return value;
    }
  }

  private static TypeConversionException unknown(
      String kind, String name, java.util.Collection<String> names) {
    return new TypeConversionException(
        "there is no %s called %s (%s)".formatted(kind, name, Suggest.sentence(name, names)));
  }

  /** {@code 2} as the preset {@code O2}. */
  static final class Level implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      var name = "O" + value;
      if (!Presets.names().contains(name)) {
        throw new TypeConversionException("-O takes a level from 0 to 3, not " + value);
      }
      return name;
    }
  }

  /** Pipeline text, in which {@code @} and the name of a preset stand for that one. */
  static final class PipelineName implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      var text = Presets.expand(value);
      PipelineText.parse(text);
      return text;
    }
  }

  /** The name of a pass or a rule. */
  static final class PassOrRule implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      var names = new TreeSet<String>();
      for (var p : Catalog.passes().passes()) {
        names.add(p.name());
        names.addAll(p.rules());
      }
      if (!names.contains(value)) {
        throw unknown("pass or rule", value, names);
      }
      return value;
    }
  }

  /** The pass of a name. */
  static final class PassName implements ITypeConverter<Catalog.PassEntry> {
    @Override
    public Catalog.PassEntry convert(String value) {
      return Catalog.pass(value);
    }
  }

  /** The op of a name. */
  static final class OpName implements ITypeConverter<Catalog.OpEntry> {
    @Override
    public Catalog.OpEntry convert(String value) {
      return Catalog.op(value);
    }
  }

  /** The name of a target. */
  static final class Target implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!CompileOptions.targets().containsKey(value)) {
        throw unknown("target", value, CompileOptions.targets().keySet());
      }
      return value;
    }
  }

  /** The name of a runtime set, or a jar. */
  static final class RuntimeName implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!value.endsWith(".jar") && !RuntimeSet.NAMES.contains(value)) {
        throw new TypeConversionException(
            "there is no runtime called %s, and it is no .jar file (%s)"
                .formatted(value, Suggest.sentence(value, RuntimeSet.NAMES)));
      }
      return value;
    }
  }

  /** A word as it stands. */
  static final class Word implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      return value;
    }
  }

  /** A whole number of at least 0. */
  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return atLeast(0, value);
    }
  }

  /** A whole number of at least 1. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return Math.toIntExact(Math.min(Integer.MAX_VALUE, atLeast(1, value)));
    }
  }

  /** A version of the standard domain. */
  static final class Opset implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      long version = atLeast(1, value);
      if (version > Onnx.NEWEST) {
        throw new TypeConversionException(
            "opset %d is newer than %d, the newest that is known".formatted(version, Onnx.NEWEST));
      }
      return version;
    }
  }

  /** The name of a processor. */
  static final class Cpu implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!Processor.NAMES.contains(value)) {
        throw unknown("processor", value, Processor.NAMES);
      }
      return value;
    }
  }

  /** A file for a report. */
  static final class ReportFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      var name = value.toLowerCase(Locale.ROOT);
      if (!name.endsWith(".json") && !name.endsWith(".html")) {
        throw new TypeConversionException("a report is a .json or an .html file, not " + value);
      }
      return new FileName().convert(value);
    }
  }

  /** What is true of symbolic dims. */
  static final class Facts implements ITypeConverter<Assumptions> {
    @Override
    public Assumptions convert(String value) {
      try {
        return Assumptions.parse(value);
      } catch (DimSyntaxException e) {
        throw new TypeConversionException(
            "%s, at character %d of '%s'".formatted(e.problem(), e.position() + 1, value));
      }
    }
  }

  private static long whole(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(value));
    }
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a number".formatted(value));
    }
  }

  private static long atLeast(long least, String value) {
    long number = whole(value);
    if (number < least) {
      throw new TypeConversionException("%s is less than %d".formatted(value, least));
    }
    return number;
  }

  /** {@code require}, or a number of samples. */
  static final class VerifyMode implements ITypeConverter<Verification> {
    @Override
    public Verification convert(String value) {
      if (value.equals("require")) {
        return new Verification(Mode.REQUIRED, 2, Map.of());
      }
      try {
        int samples = Integer.parseInt(value);
        if (samples > 0) {
          return new Verification(Mode.ON, samples, Map.of());
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "--verify takes a number of samples or require, not " + value);
      }
      throw new TypeConversionException("--verify takes at least one sample, not " + value);
    }
  }

  /** Gives an option a value only when it is attached with {@code =}: what follows is the next argument. */
  static final class Attached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      return info.get("separator") == null;
    }
  }
}
