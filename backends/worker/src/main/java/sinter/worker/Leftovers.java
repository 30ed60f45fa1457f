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

  /** What an older folder holds belongs to no process that still runs, or is open there. */
  private static final long ABANDONED_SECONDS = 24 * 60 * 60;

  private Leftovers() {}

  /** Removes those that are empty and old, and those that are very old. What cannot be removed stays for the next worker. */
  static void remove() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
    Instant now = Instant.now();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
      for (Path folder : folders) {
        removeIfOld(folder, now);
      }
    } catch (IOException | DirectoryIteratorException e) {
      System.err.println("temporary folders stay: " + e);
    }
  }

  private static void removeIfOld(Path folder, Instant now) throws IOException {
    try {
      Instant changed = Files.getLastModifiedTime(folder).toInstant();
      if (changed.isBefore(now.minusSeconds(ABANDONED_SECONDS))) {
        empty(folder);
      }
      if (changed.isBefore(now.minusSeconds(AGE_SECONDS))) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException _) {
      // It is in use, or another worker was first.
    }
  }

  private static void empty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
