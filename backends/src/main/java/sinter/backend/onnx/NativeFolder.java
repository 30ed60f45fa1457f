package sinter.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Native libraries unpacked once into a folder that only this user can enter.
 *
 * <p>The folder's name carries a digest of the jar's directory, so another build never meets the files of
 * this one. It appears complete or not at all, also when several processes come first. At each use sizes
 * and times are compared with those noted when the files were written; where they differ the contents are
 * digested again, and unpacked again if those differ too.
 */
final class NativeFolder {
  private static final String STAMP = "stamp";

  /** File locks do not exclude threads of one process from each other. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path cache;

  NativeFolder(Path cache) {
    this.cache = cache;
  }

  /**
   * The user's cache: the system property {@code sinter.cache}, or {@code sinter} in the XDG cache folder.
   */
  static NativeFolder ofUser() {
    String own = System.getProperty("sinter.cache", "");
    if (!own.isEmpty()) {
      return new NativeFolder(Path.of(own));
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && Path.of(xdg).isAbsolute()
        ? new NativeFolder(Path.of(xdg, "sinter"))
        : new NativeFolder(Path.of(System.getProperty("user.home", "."), ".cache", "sinter"));
  }

  /** The folder with these libraries, unpacked if need be. */
  Path of(String set, Natives natives) throws IOException {
    Path parent = cache.resolve("natives");
    Path folder = parent.resolve(set + "-" + key(natives));
    createPrivate(parent);
    THREADS.lock();
    try (FileChannel channel =
            FileChannel.open(
                parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (!isIntact(folder, natives)) {
        delete(folder);
        unpack(folder, natives);
      }
      return folder;
    } finally {
      THREADS.unlock();
    }
  }

  /** A folder for the temporary files of all workers, which clear it of what others left there. */
  Path temporary() throws IOException {
    Path folder = cache.toAbsolutePath().resolve("tmp");
    createPrivate(folder);
    return folder;
  }

  private static void createPrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    if (!permissions.endsWith("------")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static String key(Natives natives) {
    MessageDigest digest = sha256();
    natives
        .entries()
        .forEach((name, entry) -> digest.update((name + entry).getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void unpack(Path folder, Natives natives) throws IOException {
    Path parent = folder.resolveSibling(folder.getFileName() + ".partial");
    delete(parent);
    createPrivate(parent);
    List<String> stamp = new ArrayList<>();
    try (ZipFile zip = new ZipFile(natives.jar().toFile())) {
      for (Map.Entry<String, Natives.Entry> entry : natives.entries().entrySet()) {
        Path file = parent.resolve(entry.getKey());
        try (InputStream content = zip.getInputStream(zip.getEntry(entry.getValue().path()))) {
          Files.copy(content, file);
        }
        stamp.add(line(entry.getKey(), file, digest(file)));
      }
    }
    Files.write(parent.resolve(STAMP), stamp);
    Files.move(parent, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isIntact(Path folder, Natives natives) throws IOException {
    Path stamp = folder.resolve(STAMP);
    if (!Files.isRegularFile(stamp)) {
      return false;
    }
    List<String> lines = Files.readAllLines(stamp);
    if (lines.size() != natives.entries().size()) {
      return false;
    }
    List<String> refreshed = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      Path file = folder.resolve(parts[parts.length - 1]).normalize();
      if (!folder.equals(file.getParent()) || !Files.isRegularFile(file)) {
        return false;
      }
      String name = String.valueOf(file.getFileName());
      if (!line.equals(line(name, file, parts[0])) && !parts[0].equals(digest(file))) {
        return false;
      }
      refreshed.add(line(name, file, parts[0]));
    }
    if (!refreshed.equals(lines)) {
      Files.write(stamp, refreshed);
    }
    return true;
  }

  private static String line(String name, Path file, String digest) throws IOException {
    long nanos = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    return digest + " " + Files.size(file) + " " + nanos + " " + name;
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream content = Files.newInputStream(file)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
