package sinter.compiler;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The compiler failed. What is needed to repeat it lies in a folder; the cause says what happened. */
public final class Crash extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final @Nullable transient Path folder;
  private final String command;

  Crash(String message, @Nullable Path folder, String command, Throwable cause) {
    super(message, cause);
    this.folder = folder;
    this.command = command;
  }

  /** The folder; null when none could be written. */
  public @Nullable Path folder() {
    return folder;
  }

  /** The command that repeats the failure. */
  public String command() {
    return command;
  }

  /** A failure that no pass is to blame for: the command line itself repeats it. */
  public static Crash of(List<String> arguments, Throwable cause) {
    var command =
        "sinter " + arguments.stream().map(Crash::quoted).collect(Collectors.joining(" "));
    var folder = folder(command);
    return new Crash(
        String.valueOf(cause.getMessage()), leave(folder, command, cause), command, cause);
  }

  /** A folder for reproducing {@code what}, by its digest: the same failure has the same folder. */
  static Path folder(String what) {
    var hash = new CRC32();
    hash.update(what.getBytes(StandardCharsets.UTF_8));
    return Path.of(String.format(Locale.ROOT, "crash-%08x", hash.getValue()));
  }

  /** Writes the command and the stack trace; null when that is not possible. */
  static @Nullable Path leave(Path folder, String command, Throwable cause) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("command.txt"), command + "\n");
      Files.writeString(folder.resolve("trace.txt"), trace(cause));
      return folder;
    } catch (IOException e) {
      return null;
    }
  }

  private static String trace(Throwable cause) {
    var text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /** {@code word} as one word of a shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
