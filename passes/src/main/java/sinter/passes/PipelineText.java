package sinter.passes;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.diag.Suggest;
import sinter.ir.op.Components;

/**
 * Pipeline text: {@code name{option=value,…},…} with {@code fixpoint{max=4}(…)} around a part. Options are the
 * components of the pass record in kebab case; those at their default are not printed.
 */
public final class PipelineText {
  private final Source source;
  private final String text;
  private int at;

  private PipelineText(String text) {
    this.source = new Source("pipeline", text);
    this.text = text;
  }

  /**
   * Parses a pipeline.
   *
   * @throws InputError with {@link Code#BAD_PIPELINE} or {@link Code#UNKNOWN_NAME} at the place in the text
   */
  public static Pipeline parse(String text) {
    var p = new PipelineText(text);
    p.blanks();
    var pipeline = p.at == text.length() ? new Pipeline(List.of()) : p.pipeline();
    if (p.at < text.length()) {
      throw p.expected("',' or the end");
    }
    return pipeline;
  }

  private Pipeline pipeline() {
    var steps = new ArrayList<Pass>();
    do {
      steps.add(step());
    } while (take(','));
    return new Pipeline(steps);
  }

  private Pass step() {
    int start = at;
    var name = word("a pass name");
    var entry = PassCatalog.get().named(name);
    if (entry == null) {
      var names = PassCatalog.get().all().stream().map(PassCatalog.Entry::name).toList();
      throw new InputError(
          Diagnostic.error(Code.UNKNOWN_NAME, span(start), "there is no pass called " + name)
              .with(Suggest.sentence(name, names)));
    }
    var components = Components.of(entry.type());
    var values = new ArrayList<@Nullable Object>();
    components.all().forEach(c -> values.add(components.getOrNull(entry.defaults(), c)));
    if (take('{')) {
      do {
        option(entry, components.all(), values);
      } while (take(','));
      require('}');
    }
    if (entry.type() == Fixpoint.class) {
      require('(');
      values.set(1, pipeline());
      require(')');
    }
    try {
      return (Pass) components.create(values);
    } catch (IllegalArgumentException e) {
      throw new InputError(Code.BAD_PIPELINE, span(start), name + ": " + e.getMessage());
    }
  }

  private void option(
      PassCatalog.Entry entry, List<RecordComponent> components, List<@Nullable Object> values) {
    int start = at;
    var name = word("an option name");
    for (int i = 0; i < components.size(); i++) {
      var c = components.get(i);
      if (PassCatalog.kebab(c.getName()).equals(name) && c.getType() != Pipeline.class) {
        require('=');
        values.set(i, c.getType() == List.class ? list() : value(c.getType()));
        return;
      }
    }
    var names = components.stream().map(c -> PassCatalog.kebab(c.getName())).toList();
    throw new InputError(
        Diagnostic.error(
                Code.UNKNOWN_NAME, span(start), "pass " + entry.name() + " has no option " + name)
            .with(names.isEmpty() ? "it has no options" : Suggest.sentence(name, names)));
  }

  private List<String> list() {
    require('[');
    var list = new ArrayList<String>();
    do {
      list.add(word("a value"));
    } while (take(','));
    require(']');
    return List.copyOf(list);
  }

  private Object value(Class<?> type) {
    int start = at;
    var w = word("a value");
    try {
      if (type == long.class) {
        return Long.parseLong(w);
      }
      if (type == double.class) {
        return Double.parseDouble(w);
      }
    } catch (NumberFormatException e) {
      throw new InputError(Code.BAD_PIPELINE, span(start), "expected a number, not " + w);
    }
    if (type == boolean.class) {
      if (w.equals("true") || w.equals("false")) {
        return w.equals("true");
      }
      throw new InputError(Code.BAD_PIPELINE, span(start), "expected true or false, not " + w);
    }
    if (type.isEnum()) {
      for (var e : type.getEnumConstants()) {
        if (e.toString().toLowerCase(Locale.ROOT).equals(w)) {
          return e;
        }
      }
      throw new InputError(Code.BAD_PIPELINE, span(start), "unknown value " + w);
    }
    return w;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char c) {
    blanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      blanks();
      return true;
    }
    return false;
  }

  private void require(char c) {
    if (!take(c)) {
      throw expected("'" + c + "'");
    }
  }

  private String word(String what) {
    blanks();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "-_.+".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == start) {
      throw expected(what);
    }
    return text.substring(start, at);
  }

  private InputError expected(String what) {
    var found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new InputError(Code.BAD_PIPELINE, span(at), "expected " + what + ", found " + found);
  }

  private Loc span(int start) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < start; i++) {
      column = text.charAt(i) == '\n' ? 1 : column + 1;
      line += text.charAt(i) == '\n' ? 1 : 0;
    }
    return new Loc.Span(source, line, column, Math.max(1, at - start));
  }

  static String print(Pipeline pipeline) {
    return String.join(",", pipeline.steps().stream().map(PipelineText::print).toList());
  }

  private static String print(Pass pass) {
    var entry = PassCatalog.get().named(pass.name());
    var components = Components.of(pass.getClass());
    var options = new ArrayList<String>();
    for (var c : components.all()) {
      var v = components.get(pass, c);
      if (c.getType() != Pipeline.class
          && (entry == null || !v.equals(components.get(entry.defaults(), c)))) {
        options.add(PassCatalog.kebab(c.getName()) + "=" + text(v));
      }
    }
    var braces = options.isEmpty() ? "" : "{" + String.join(",", options) + "}";
    return pass.name() + braces + (pass instanceof Fixpoint f ? "(" + print(f.body()) + ")" : "");
  }

  private static String text(Object value) {
    return switch (value) {
      case List<?> l -> "[" + String.join(",", l.stream().map(Object::toString).toList()) + "]";
      case Enum<?> e -> e.toString().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }
}
