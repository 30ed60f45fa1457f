package sinter.worker;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The folders that the runtime's Java classes make for what they unpack, and leave behind when their
 * process is killed, as a worker usually is.
 */
final class Leftovers {
  /** A younger folder may be one that another worker is about to fill. */
  private static final long AGE_SECONDS = 60;

  private Leftovers() {}

  /** Removes those that are empty and old. What cannot be removed stays for the next worker. */
  static void remove() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
    Instant limit = Instant.now().minusSeconds(AGE_SECONDS);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
      for (Path folder : folders) {
        removeIfOld(folder, limit);
      }
    } catch (IOException | DirectoryIteratorException e) {
      System.err.println("temporary folders stay: " + e);
    }
  }

  private static void removeIfOld(Path folder, Instant limit) throws IOException {
    try {
      if (Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException _) {
      // It is in use, or another worker was first.
    }
  }
}
