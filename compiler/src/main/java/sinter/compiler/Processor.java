package sinter.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processors that forms of a model can be chosen for, by name. No form depends on one so far. */
public final class Processor {
  /** The one that the compiler runs on. */
  public static final String NATIVE = "native";

  public static final List<String> NAMES = List.of(NATIVE, "x86-64-vnni", "x86-64-avx2", "arm64");

  private Processor() {}

  /** {@code name}, or that of this processor when it is {@link #NATIVE}. */
  static String resolved(String name) {
    if (!name.equals(NATIVE)) {
      return name;
    }
    if (System.getProperty("os.arch", "").equals("aarch64")) {
      return "arm64";
    }
    return features().contains("vnni") ? "x86-64-vnni" : "x86-64-avx2";
  }

  /** What the system says of this processor; empty where it does not say. */
  private static String features() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      return "";
    }
  }
}
