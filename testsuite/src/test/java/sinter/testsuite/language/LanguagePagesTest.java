package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.cli.Main;
import sinter.frontend.language.Formatter;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.Lint;
import sinter.frontend.language.weights.Initializer;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.type.DType;

/** The pages about the language: their programs compile, and nothing of the grammar is left out. */
class LanguagePagesTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern FENCE =
      Pattern.compile("^```sinter( parse)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern WORDS = Pattern.compile("\\\\b\\(([\\w|]+)\\)");

  @TempDir private Path folder;

  /** A program on a page; {@code isWhole} unless it names files that are not there. */
  record Example(String name, String text, boolean isWhole) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Example> examples() throws IOException {
    var all = new ArrayList<Example>();
    for (var page : List.of("language.md", "tutorial.md")) {
      var matcher = FENCE.matcher(Files.readString(DOCS.resolve(page)));
      while (matcher.find()) {
        all.add(new Example(page + " " + all.size(), matcher.group(2), matcher.group(1) == null));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void programsOnPagesCompile(Example example) throws IOException {
    var diagnostics = new Diagnostics();
    var file = LanguageParser.parse(new Source(example.name(), example.text()), diagnostics);
    assertThat(file).as(diagnostics.all().toString()).isNotNull();
    Lint.check(file, diagnostics);
    assertThat(diagnostics.all()).as(example.name()).isEmpty();
    if (!example.isWhole()) {
      return;
    }
    Files.writeString(
        folder.resolve("blocks.sinter"), "block double(x: tensor) { return 2 * x }\n");
    compile("backbone", "model B { input x: f32[N, 16]; output y = linear(x, 16) }\n");
    compile("example", example.text());
  }

  /** Compiles with all passes and compares the file with what the program says. */
  private void compile(String name, String text) throws IOException {
    var program = Files.writeString(folder.resolve(name + ".sinter"), text);
    var file = folder.resolve(name + ".onnx");
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new String[] {"compile", program.toString(), "-o", file.toString(), "--verify=1"},
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    var talk = err.toString(StandardCharsets.UTF_8);
    assumeFalse(
        talk.contains("is not installed") || talk.contains("sinter.home is not set"),
        "skipped, since no runtime is installed");
    assertThat(code).as("%s\n%s", text, talk).isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void theReferenceUsesEveryWordOfTheGrammar() throws IOException {
    var words = new HashSet<String>();
    for (var example : examples()) {
      words.addAll(List.of(example.text().split("[^\\w]+")));
    }
    assertThat(words).containsAll(keywords());
    assertThat(Files.readString(DOCS.resolve("language.md")))
        .contains(Initializer.names().stream().map(n -> n + "(").toList());
  }

  /** Words of the grammar that are spelled with letters. */
  private static Set<String> keywords() {
    var words = new TreeSet<String>();
    for (int type = 1; type <= SinterParser.VOCABULARY.getMaxTokenType(); type++) {
      var literal = SinterParser.VOCABULARY.getLiteralName(type);
      if (literal != null && Character.isLetter(literal.charAt(1))) {
        words.add(literal.substring(1, literal.length() - 1));
      }
    }
    return words;
  }

  @Test
  void editorsColourTheWordsOfTheGrammar() throws IOException {
    var grammar =
        new ObjectMapper()
            .readTree(Files.readString(DOCS.resolve("editors/sinter.tmLanguage.json")))
            .get("repository");
    var coloured = new TreeSet<String>();
    words(grammar.get("keywords"), coloured);
    words(grammar.get("constants"), coloured);
    assertThat(coloured).isEqualTo(keywords());
    var types = new TreeSet<String>();
    words(grammar.get("types"), types);
    var expected =
        Stream.of(DType.values()).map(DType::text).collect(Collectors.toCollection(TreeSet::new));
    expected.addAll(List.of("tensor", "int", "float", "string", "dtype"));
    assertThat(types).isEqualTo(expected);
  }

  private static void words(JsonNode rule, Set<String> into) {
    if (rule.has("match")) {
      var matcher = WORDS.matcher(rule.get("match").asText());
      while (matcher.find()) {
        into.addAll(List.of(matcher.group(1).split("\\|")));
      }
    }
    if (rule.has("patterns")) {
      rule.get("patterns").forEach(p -> words(p, into));
    }
  }

  @Test
  void patternsOfTheEditorGrammarAreRegularExpressions() throws IOException {
    var grammar =
        new ObjectMapper()
            .readTree(Files.readString(DOCS.resolve("editors/sinter.tmLanguage.json")));
    assertThat(grammar.get("scopeName").asText()).isEqualTo("source.sinter");
    for (var field : List.of("match", "begin", "end")) {
      var found = grammar.findValuesAsText(field);
      assertThat(found).isNotEmpty();
      found.forEach(Pattern::compile);
    }
  }

  /** Programs of the tutorial are laid out as the formatter does it. */
  @Test
  void theTutorialIsLaidOut() throws IOException {
    for (var example : examples()) {
      if (example.name().startsWith("tutorial")) {
        var source = new Source(example.name(), example.text());
        assertThat(Formatter.format(source, new Diagnostics())).isEqualTo(example.text());
      }
    }
    assertThat(examples()).hasSizeGreaterThan(10);
  }
}
