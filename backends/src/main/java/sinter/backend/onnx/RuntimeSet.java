package sinter.backend.onnx;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Reason;

/**
 * The jars that stand behind the runtime's Java API in a worker: exactly one build of ONNX Runtime.
 *
 * @param name {@code javacpp}, {@code microsoft} or the file name of a user's jar
 * @param jars the class path, without the worker itself
 */
public record RuntimeSet(String name, List<Path> jars) {
  /** The set that is used when none is named. */
  public static final String DEFAULT = "javacpp";

  /** The names of the sets that come with the product. */
  public static final List<String> NAMES = List.of(DEFAULT, "microsoft");

  public RuntimeSet {
    jars = List.copyOf(jars);
  }

  /**
   * Finds a set by name, or makes one of a jar file and, if that holds no natives, of the jars beside it.
   *
   * <p>A named set is the class path in the system property {@code sinter.runtime.NAME}, or else the jars
   * in {@code lib/runtime/NAME} below the system property {@code sinter.home}.
   */
  public static Outcome<RuntimeSet> find(String nameOrJar) {
    if (nameOrJar.endsWith(".jar")) {
      return ofJar(Path.of(nameOrJar));
    }
    if (!NAMES.contains(nameOrJar)) {
      return Outcome.failed(
          FailureKind.REFUSED,
          "runtime " + nameOrJar + " is none of " + String.join(", ", NAMES) + " and no .jar file");
    }
    String classPath = System.getProperty("sinter.runtime." + nameOrJar, "");
    if (!classPath.isEmpty()) {
      List<Path> jars = new ArrayList<>();
      for (String entry : classPath.split(File.pathSeparator, -1)) {
        jars.add(Path.of(entry));
      }
      return checked(nameOrJar, jars);
    }
    String home = System.getProperty("sinter.home", "");
    if (home.isEmpty()) {
      return Outcome.failed(
          FailureKind.REFUSED, "no runtime set is installed: the property sinter.home is not set");
    }
    try {
      return checked(nameOrJar, jarsIn(Path.of(home, "lib", "runtime", nameOrJar)));
    } catch (IOException e) {
      return unreadable(nameOrJar, e);
    }
  }

  private static Outcome<RuntimeSet> unreadable(String name, IOException e) {
    return Outcome.failed(
        FailureKind.REFUSED, "runtime " + name + " cannot be read: " + Reason.reading(e));
  }

  private static Outcome<RuntimeSet> ofJar(Path jar) {
    try {
      return withSiblings(jar);
    } catch (IOException e) {
      return unreadable(jar.toString(), e);
    }
  }

  private static Outcome<RuntimeSet> withSiblings(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return Outcome.failed(FailureKind.REFUSED, "runtime " + jar + " is not a file");
    }
    String name = String.valueOf(jar.getFileName());
    RuntimeSet alone = new RuntimeSet(name, List.of(jar.toAbsolutePath()));
    if (Natives.within(alone).isPresent()) {
      return new Outcome.Ok<>(alone);
    }
    List<Path> jars = new ArrayList<>(alone.jars());
    for (Path sibling : jarsIn(jar.toAbsolutePath().getParent())) {
      if (!sibling.equals(jar.toAbsolutePath())) {
        jars.add(sibling);
      }
    }
    return new Outcome.Ok<>(new RuntimeSet(name, jars));
  }

  private static Outcome<RuntimeSet> checked(String name, List<Path> jars) {
    if (jars.isEmpty()) {
      return Outcome.failed(FailureKind.REFUSED, "runtime set " + name + " is not installed");
    }
    for (Path jar : jars) {
      if (!Files.isReadable(jar)) {
        return Outcome.failed(
            FailureKind.REFUSED, "runtime set " + name + " lacks " + jar.getFileName());
      }
    }
    return new Outcome.Ok<>(new RuntimeSet(name, jars));
  }

  private static List<Path> jarsIn(@Nullable Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    if (folder == null) {
      return jars;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
      entries.forEach(jars::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    jars.sort(null);
    return jars;
  }
}
