package sinter.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs a verb unless an option that takes NAME=VALUE says a name twice, of which only one could count. */
final class Repetitions {
  private Repetitions() {}

  static int refused(ParseResult result) {
    for (var line : result.asCommandLineList()) {
      check(line);
    }
    return new CommandLine.RunLast().execute(result);
  }

  private static void check(CommandLine line) {
    for (var option : line.getParseResult().matchedOptions()) {
      if (!Map.class.isAssignableFrom(option.type())) {
        continue;
      }
      var seen = new HashSet<String>();
      for (var name : names(option)) {
        if (!seen.add(name)) {
          throw new ParameterException(
              line, "%s says twice what %s is".formatted(option.longestName(), name));
        }
      }
    }
  }

  private static List<String> names(OptionSpec option) {
    var split = option.splitRegex();
    return option.originalStringValues().stream()
        .flatMap(v -> split.isEmpty() ? Stream.of(v) : Stream.of(v.split(split, -1)))
        .map(v -> v.substring(0, Math.max(0, v.indexOf('='))))
        .toList();
  }
}
