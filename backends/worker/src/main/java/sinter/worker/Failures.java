package sinter.worker;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import sinter.worker.protocol.Status;

/** Sorts what the runtime throws. */
final class Failures {
  private static final List<String> MEMORY =
      List.of("bad_alloc", "failed to allocate memory", "out of memory", "available memory of");

  private static final Pattern PREFIX = Pattern.compile("^Error code - ORT_\\w+ - message: ");

  /** A place in the runtime's own sources, with the function there: it says nothing about the model. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:/[^\\s/:]+)+\\.(?:h|hpp|cc|cpp|cu|cuh):\\d+ "
              + "(?:[^()]*::[^()]*\\([^()]*(?:\\([^()]*\\)[^()]*)*\\)(?: const)?(?: \\[with [^\\]]*\\])? )?");

  private Failures() {}

  static Status status(Throwable thrown) {
    String text = text(thrown).toLowerCase(Locale.ROOT);
    return MEMORY.stream().anyMatch(text::contains) ? Status.OUT_OF_MEMORY : Status.REFUSED;
  }

  /** The message on one line, with the class where the message alone says too little. */
  static String text(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String text = message == null ? "" : PREFIX.matcher(message).replaceFirst("").strip();
    text = PLACE.matcher(text.replace('\n', ' ')).replaceAll("");
    boolean speaksForItself =
        cause instanceof OrtException || cause instanceof UnsupportedValueException;
    return speaksForItself && !text.isEmpty()
        ? text
        : cause.getClass().getSimpleName() + ": " + text;
  }
}
