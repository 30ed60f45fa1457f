package sinter.testsuite.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One graph of a case file with what must happen to it. A file begins with {@code // test: opt PIPELINE} and the header of
 * the model; before each graph stand
 *
 * <pre>
 * // fires: RULE TIMES
 * // miss: RULE "REASON"
 * </pre>
 *
 * @param text the model: the header of the file and the graph
 * @param fires how often each named rule must be accepted
 * @param misses reasons that must be given, by rule
 */
record TextCase(
    String name,
    String pipeline,
    String text,
    Map<String, Integer> fires,
    Map<String, String> misses) {
  private static final Pattern FIRES = Pattern.compile("// fires: (\\S+) (\\d+)");
  private static final Pattern MISS = Pattern.compile("// miss: (\\S+) \"(.*)\"");
  private static final Pattern GRAPH = Pattern.compile("graph @([\\w.]+).*");
  private static final String TEST = "// test: opt ";

  /** The cases of a file. @throws IllegalArgumentException naming the line that is no case */
  static List<TextCase> parse(String file, List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().startsWith(TEST)) {
      throw new IllegalArgumentException(file + " does not begin with " + TEST);
    }
    var pipeline = lines.getFirst().substring(TEST.length());
    var cases = new ArrayList<TextCase>();
    var header = new StringBuilder();
    var graph = new StringBuilder();
    var fires = new LinkedHashMap<String, Integer>();
    var misses = new LinkedHashMap<String, String>();
    String name = "";
    int end = lines.indexOf("// ---- expected");
    for (var line : lines.subList(1, end < 0 ? lines.size() : end)) {
      var fire = FIRES.matcher(line);
      var miss = MISS.matcher(line);
      var start = GRAPH.matcher(line);
      if (fire.matches()) {
        fires.put(fire.group(1), Integer.valueOf(fire.group(2)));
      } else if (miss.matches()) {
        misses.put(miss.group(1), miss.group(2));
        fires.putIfAbsent(miss.group(1), 0);
      } else if (start.matches()) {
        name = start.group(1);
        graph.append(line).append('\n');
      } else if (!name.isEmpty()) {
        graph.append(line).append('\n');
        if (line.equals("}")) {
          var text = header + "\n" + graph;
          cases.add(
              new TextCase(
                  name, pipeline, text, new LinkedHashMap<>(fires), new LinkedHashMap<>(misses)));
          graph.setLength(0);
          fires.clear();
          misses.clear();
          name = "";
        }
      } else if (!line.startsWith("//") && !line.isBlank()) {
        header.append(line).append('\n');
      }
    }
    if (!name.isEmpty()) {
      throw new IllegalArgumentException(file + ": graph " + name + " does not end");
    }
    return cases;
  }
}
