package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Operators on strings. */
final class Texts {
  private Texts() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("StringConcat", Operation.one(Texts::concat)),
        entry("StringSplit", Texts::split),
        entry("StringNormalizer", Operation.one(Texts::normalize)),
        entry("RegexFullMatch", Operation.one(Texts::fullMatch)),
        entry("TfIdfVectorizer", Operation.one(Texts::countGrams)));
  }

  private static Datum concat(Call call) {
    var shape = Grid.broadcastShape(call.array(0).shape(), call.array(1).shape());
    var left = call.array(0).broadcast(shape).texts();
    var right = call.array(1).broadcast(shape).texts();
    return Datum.Array.texts(
        shape,
        IntStream.range(0, left.length).mapToObj(i -> left[i] + right[i]).toArray(String[]::new));
  }

  private static Datum fullMatch(Call call) {
    var pattern = Pattern.compile(call.text("pattern", ""));
    var x = call.array(0);
    return Datum.Array.integers(
        DataType.BOOL,
        x.shape(),
        Arrays.stream(x.texts()).mapToLong(t -> pattern.matcher(t).matches() ? 1 : 0).toArray());
  }

  private static List<Datum> split(Call call) {
    var x = call.array(0);
    var delimiter = call.text("delimiter", "");
    long most = call.integer("maxsplit", Integer.MAX_VALUE - 1);
    var parts = Arrays.stream(x.texts()).map(t -> parts(t, delimiter, (int) most)).toList();
    int width = parts.stream().mapToInt(List::size).max().orElse(0);
    var out = new String[x.count() * width];
    Arrays.fill(out, "");
    for (int i = 0; i < x.count(); i++) {
      for (int k = 0; k < parts.get(i).size(); k++) {
        out[i * width + k] = parts.get(i).get(k);
      }
    }
    return List.of(
        Datum.Array.texts(Grid.join(x.shape(), new long[] {width}), out),
        Datum.Array.integers(
            DataType.INT64, x.shape(), parts.stream().mapToLong(List::size).toArray()));
  }

  private static List<String> parts(String text, String delimiter, int most) {
    if (delimiter.isEmpty()) {
      var stripped = text.strip();
      return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", most + 1));
    }
    return List.of(
        text.split(Pattern.quote(delimiter), most == Integer.MAX_VALUE - 1 ? -1 : most + 1));
  }

  private static Datum normalize(Call call) {
    var x = call.array(0);
    boolean sensitive = call.flag("is_case_sensitive");
    var stops =
        call.texts("stopwords").stream()
            .map(s -> sensitive ? s : s.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var kept = new ArrayList<String>();
    for (var t : x.texts()) {
      if (!stops.contains(sensitive ? t : t.toLowerCase(Locale.ROOT))) {
        kept.add(
            switch (call.text("case_change_action", "NONE")) {
              case "LOWER" -> t.toLowerCase(Locale.ROOT);
              case "UPPER" -> t.toUpperCase(Locale.ROOT);
              default -> t;
            });
      }
    }
    if (kept.isEmpty()) {
      kept.add("");
    }
    return Datum.Array.texts(
        Grid.replaced(x.shape(), x.rank() - 1, kept.size()), kept.toArray(String[]::new));
  }

  private static Datum countGrams(Call call) {
    var x = call.array(0);
    var tokens = x.type().isText() ? x.texts() : strings(x.integers());
    int width = x.size(x.rank() - 1);
    int rows = x.rank() == 2 ? x.size(0) : 1;
    var targets = call.integers("ngram_indexes", new long[0]);
    int columns = Math.toIntExact(Arrays.stream(targets).max().orElse(-1) + 1);
    var grams = grams(call);
    var weights = call.reals("weights");
    var mode = call.text("mode", "TF");
    var out = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      var row = List.of(tokens).subList(r * width, (r + 1) * width);
      for (int g = 0; g < grams.size(); g++) {
        double count = grams.get(g).isEmpty() ? 0 : occurrences(call, row, grams.get(g));
        double weight = weights.length == 0 ? 1 : weights[g];
        out[r * columns + (int) targets[g]] +=
            switch (mode) {
              case "TF" -> count;
              case "IDF" -> Math.min(count, 1) * weight;
              default -> count * weight;
            };
      }
    }
    return Datum.Array.reals(DataType.FLOAT, Grid.replaced(x.shape(), x.rank() - 1, columns), out);
  }

  private static String[] strings(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toString).toArray(String[]::new);
  }

  /** The pool cut into n-grams; those of a length that is not asked for are left empty. */
  private static List<List<String>> grams(Call call) {
    var pool =
        call.hasAttribute("pool_strings")
            ? call.texts("pool_strings")
            : List.of(strings(call.integers("pool_int64s", new long[0])));
    var starts = call.integers("ngram_counts", new long[0]);
    long shortest = call.integer("min_gram_length");
    long longest = call.integer("max_gram_length");
    var out = new ArrayList<List<String>>();
    for (int n = 1; n <= starts.length; n++) {
      int end = n < starts.length ? (int) starts[n] : pool.size();
      for (int i = (int) starts[n - 1]; i + n <= end; i += n) {
        out.add(n < shortest || n > longest ? List.of() : pool.subList(i, i + n));
      }
    }
    return out;
  }

  /** How often a gram occurs with 0 up to the allowed number of tokens skipped between its items. */
  private static int occurrences(Call call, List<String> row, List<String> gram) {
    long skips = gram.size() == 1 ? 0 : call.integer("max_skip_count");
    int count = 0;
    for (int step = 1; step <= skips + 1; step++) {
      for (int i = 0; i + (gram.size() - 1) * step < row.size(); i++) {
        boolean same = true;
        for (int k = 0; k < gram.size(); k++) {
          same &= row.get(i + k * step).equals(gram.get(k));
        }
        count += same ? 1 : 0;
      }
    }
    return count;
  }
}
