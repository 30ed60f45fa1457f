package sinter.backend.onnx;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.worker.protocol.Pipe;

/**
 * The command line of a worker process.
 *
 * <p>The shell gives the worker a third descriptor for its replies and turns its standard output into its
 * error stream: native code may print what it likes.
 */
final class WorkerCommand {
  private static final String MAIN = "sinter.worker.Main";

  /** An interrupt from the terminal is for the parent, whose end is the worker's. */
  private static final String REDIRECTION = "trap '' INT; exec \"$@\" 3>&1 1>&2";

  private static final String REPLIES = "/dev/fd/3";

  private WorkerCommand() {}

  /**
   * The command for a runtime set.
   *
   * <p>System properties: {@code sinter.archives} names the folder of start-up archives, in which the one
   * of a set is {@code worker-NAME.aot}; {@code sinter.training} makes the worker record it at its exit;
   * {@code sinter.worker.aot} names another archive.
   *
   * @param natives the folder of unpacked libraries, or null when the jar unpacks its own
   * @param temporary the worker's folder for temporary files
   * @throws IOException when the worker's own jar is not found
   */
  static List<String> of(RuntimeSet set, @Nullable Path natives, Path temporary)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", REDIRECTION, "sinter-worker"));
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:-UsePerfData");
    command.add("-XX:+ErrorFileToStderr");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.addAll(archive(set));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dorg.bytedeco.javacpp.loadlibraries=false");
    if (natives != null) {
      command.add("-Donnxruntime.native.path=" + natives);
    }
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(classPath(set));
    command.add(MAIN);
    command.add(REPLIES);
    return command;
  }

  private static String classPath(RuntimeSet set) throws IOException {
    List<String> entries = new ArrayList<>();
    entries.add(worker().toString());
    set.jars().forEach(jar -> entries.add(jar.toString()));
    return String.join(File.pathSeparator, entries);
  }

  /** The worker's jar is the one that the protocol comes from; some loaders do not say where that is. */
  private static Path worker() throws IOException {
    var source = Pipe.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location != null) {
      try {
        return Path.of(location.toURI());
      } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
        throw new IOException("the worker is no file: " + location, e);
      }
    }
    Path lib = Path.of(System.getProperty("sinter.home", ""), "lib");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "worker-*.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    }
    throw new IOException("there is no worker-*.jar in " + lib.toAbsolutePath());
  }

  /** A recorded archive serves one JVM and one class path; to any other it does nothing. */
  private static List<String> archive(RuntimeSet set) {
    String folder = System.getProperty("sinter.archives", "");
    Path beside = folder.isEmpty() ? null : Path.of(folder, "worker-" + set.name() + ".aot");
    if (beside != null && Boolean.getBoolean("sinter.training")) {
      return List.of("-Xlog:disable", "-XX:AOTCacheOutput=" + beside);
    }
    String named = System.getProperty("sinter.worker.aot", "");
    Path archive = named.isEmpty() ? beside : Path.of(named);
    return archive != null && Files.isRegularFile(archive)
        ? List.of("-Xlog:disable", "-XX:AOTCache=" + archive)
        : List.of();
  }
}
