package sinter.backend.onnx;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line how a process ended. */
final class Crash {
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  private static final Pattern SIGNAL = Pattern.compile("(?m)^#\\s+(SIG[A-Z]+) ");
  private static final Pattern FRAME =
      Pattern.compile("(?m)^# Problematic frame:\\s*\\n#\\s*(.+)$");
  private static final Pattern ABORT =
      Pattern.compile("(?m)^(terminate called.*|.*Assertion.*failed.*)$");

  private static final String REPORT = "# A fatal error has been detected by";

  private Crash() {}

  /** What a process that ended wrote before the JVM's own report, of which {@link #describe} says what counts. */
  static String remarks(String log) {
    int report = log.indexOf(REPORT);
    return report < 0 ? log : log.substring(0, report).replaceFirst("(#\\s*)*$", "");
  }

  /**
   * Describes an end.
   *
   * @param code exit status, -1 when the process does not end
   * @param log what it wrote to its error stream
   */
  static String describe(int code, String log) {
    StringBuilder text = new StringBuilder("the runtime's process ended");
    Matcher signal = SIGNAL.matcher(log);
    if (signal.find()) {
      text.append(" with ").append(signal.group(1));
    } else if (code > 128 && SIGNALS.containsKey(code - 128)) {
      text.append(" with ").append(SIGNALS.get(code - 128));
    } else if (code >= 0) {
      text.append(" with exit status ").append(code);
    }
    if (code == 137) {
      text.append(", often for lack of memory");
    }
    Matcher frame = FRAME.matcher(log);
    Matcher abort = ABORT.matcher(log);
    if (frame.find()) {
      text.append(" in ").append(frame.group(1).strip());
    } else if (abort.find()) {
      text.append(": ").append(abort.group(1).strip());
    }
    return text.toString();
  }
}
