package sinter.frontend.text;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.UnbufferedTokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirLexer;
import sinter.grammar.text.SirParser;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.diag.Source;

/**
 * Reads textual IR. Reading goes on after a mistake at the next statement, so one run reports several; a text with
 * mistakes gives no model.
 *
 * @param folder of the text, in which files of weights must lie; null when the text lies in none
 * @param anywhere whether files of weights may lie anywhere (for reproducers made on this machine)
 */
public record TextReader(@Nullable Path folder, boolean anywhere, Diagnostics diagnostics) {
  private static final long MAX_SIZE = 1L << 30;
  private static final int MAX_NESTING = 200;

  public TextReader(@Nullable Path folder, Diagnostics diagnostics) {
    this(folder, false, diagnostics);
  }

  /** The model in {@code file}, whose weights lie in its folder; null when something was reported. */
  public static @Nullable Model read(Path file, Diagnostics diagnostics) {
    return read(file, false, diagnostics);
  }

  /** The same; {@code anywhere} says whether files of weights may lie anywhere. */
  public static @Nullable Model read(Path file, boolean anywhere, Diagnostics diagnostics) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        diagnostics.error(
            Code.UNREADABLE_FILE, Loc.UNKNOWN, file + " is larger than " + MAX_SIZE + " bytes");
        return null;
      }
      var source =
          new Source(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      return new TextReader(file.toAbsolutePath().getParent(), anywhere, diagnostics).read(source);
    } catch (MalformedInputException e) {
      diagnostics.error(Code.MALFORMED_FILE, Loc.UNKNOWN, file + " is not UTF-8");
    } catch (IOException e) {
      diagnostics.error(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + Reason.reading(e));
    }
    return null;
  }

  /** The model of a text with one graph; null when something was reported. */
  public @Nullable Model read(Source source) {
    var models = readAll(source);
    if (models.size() > 1) {
      models.forEach(Model::close);
      diagnostics.error(
          Code.SYNTAX,
          Loc.UNKNOWN,
          source.name() + " has " + models.size() + " graphs, expected one");
      return null;
    }
    return models.isEmpty() ? null : models.getFirst();
  }

  /**
   * A model per graph of the text, each with the text's header and functions; empty when something was reported. The
   * caller closes them.
   */
  public List<Model> readAll(Source source) {
    var parsed = parse(source, PredictionMode.SLL);
    if (parsed.found().hasErrors()) {
      // The quicker prediction may refuse a text without mistakes; the full one decides.
      parsed.models().forEach(Model::close);
      parsed = parse(source, PredictionMode.LL);
    }
    parsed.found().all().forEach(diagnostics::report);
    if (parsed.found().hasErrors()) {
      parsed.models().forEach(Model::close);
      return List.of();
    }
    return parsed.models();
  }

  private record Parsed(List<Model> models, Diagnostics found) {}

  private Parsed parse(Source source, PredictionMode mode) {
    var found = new Diagnostics();
    var places = new Places(source);
    var lexer = new SirLexer(CharStreams.fromString(source.text(), source.name()));
    lexer.removeErrorListeners();
    var tokens = new Brackets(lexer, MAX_NESTING);
    // Tokens and trees are garbage as soon as their statement is read.
    var parser = new SirParser(new UnbufferedTokenStream<>(tokens));
    var assembly = new Assembly(places, folder, anywhere, found);
    parser.getInterpreter().setPredictionMode(mode);
    parser.removeErrorListeners();
    parser.setErrorHandler(new Recovery(places, found));
    parser.addParseListener(assembly);
    var tree = parser.file();
    if (tokens.tooDeep() instanceof Token at) {
      assembly.models().forEach(Model::close);
      var only = new Diagnostics();
      only.error(Code.SYNTAX, places.of(at), "brackets nest more than " + MAX_NESTING + " deep");
      return new Parsed(List.of(), only);
    }
    if (assembly.models().isEmpty() && !found.hasErrors()) {
      found.error(
          Code.SYNTAX,
          places.of(tree.getStop() == null ? tree.getStart() : tree.getStop()),
          "the text has no graph");
    }
    return new Parsed(assembly.models(), found);
  }
}
