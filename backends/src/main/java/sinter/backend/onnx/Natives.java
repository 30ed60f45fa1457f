package sinter.backend.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native libraries of a runtime set for this platform, as they lie in a jar.
 *
 * @param jar the jar that holds them
 * @param entries name of the unpacked file → entry of the jar
 */
record Natives(Path jar, Map<String, Entry> entries) {
  /** An entry with what its jar's directory says about it. */
  record Entry(String path, long bytes, long crc) {}

  private static final String PRESET = "org/bytedeco/onnxruntime/";
  private static final String OFFICIAL = "ai/onnxruntime/native/";

  /**
   * Finds the libraries in the set's jars; empty when there are none for this platform.
   *
   * @throws IOException when a jar cannot be read
   */
  static Optional<Natives> within(RuntimeSet set) throws IOException {
    for (Path jar : set.jars()) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        zip.stream().forEach(entry -> add(entry, entries));
        if (entries.containsKey(System.mapLibraryName("onnxruntime"))) {
          return Optional.of(new Natives(jar, entries));
        }
      } catch (IOException | UncheckedIOException e) {
        throw new IOException(jar + " cannot be read: " + e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  private static void add(ZipEntry entry, Map<String, Entry> entries) {
    String path = entry.getName();
    String file = path.substring(path.lastIndexOf('/') + 1);
    String folder = path.substring(0, path.length() - file.length());
    if (entry.isDirectory() || !file.contains(".") || file.contains("\\")) {
      return;
    }
    if (folder.equals(OFFICIAL + officialPlatform() + "/")) {
      entries.put(file, new Entry(path, entry.getSize(), entry.getCrc()));
    } else if (folder.equals(PRESET + presetPlatform() + "/")) {
      String name = presetName(file);
      if (!name.isEmpty()) {
        entries.put(name, new Entry(path, entry.getSize(), entry.getCrc()));
      }
    }
  }

  /**
   * The preset names its libraries by version and binding; the runtime's Java classes look for plain
   * names.
   */
  private static String presetName(String file) {
    String jni = System.mapLibraryName("jnionnxruntime");
    if (file.equals(jni)) {
      return System.mapLibraryName("onnxruntime4j_jni");
    }
    if (file.startsWith("libonnxruntime.")) {
      return System.mapLibraryName("onnxruntime");
    }
    return file.startsWith("libonnxruntime_providers_shared.") ? file : "";
  }

  private static String officialPlatform() {
    return (isMac() ? "osx-" : "linux-") + (isArm() ? "aarch64" : "x64");
  }

  private static String presetPlatform() {
    return (isMac() ? "macosx-" : "linux-") + (isArm() ? "arm64" : "x86_64");
  }

  private static boolean isMac() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
  }

  private static boolean isArm() {
    return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).startsWith("a")
        && !System.getProperty("os.arch", "").equals("amd64");
  }
}
