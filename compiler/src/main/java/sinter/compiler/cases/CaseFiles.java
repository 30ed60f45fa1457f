package sinter.compiler.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/** Finds cases below folders and in zip archives, which are unpacked into a temporary folder. */
final class CaseFiles implements AutoCloseable {
  /** A case with the name it is reported under. */
  record Found(String name, Path path) {}

  private final List<Path> unpacked = new ArrayList<>();

  /**
   * Folders that hold a {@code model.onnx}, and {@code .sir} files, sorted by name.
   *
   * @throws InputError when a path does not exist, or holds no case
   */
  List<Found> find(List<Path> paths) {
    var found = new ArrayList<Found>();
    for (var p : paths) {
      try {
        if (!Files.exists(p)) {
          throw new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, p + " does not exist");
        }
        var root = isArchive(p) ? unpack(p) : p;
        int before = found.size();
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(CaseFiles::isCase).sorted().forEach(f -> found.add(named(root, f)));
        }
        if (found.size() == before) {
          throw new InputError(
              Diagnostic.error(Code.UNREADABLE_FILE, Loc.UNKNOWN, "there is no case in " + p)
                  .with("a case is a .sir file, or a folder with a model.onnx"));
        }
      } catch (IOException e) {
        throw new InputError(
            Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + p + ": " + Reason.reading(e));
      }
    }
    return found;
  }

  private static boolean isArchive(Path p) {
    return Files.isRegularFile(p) && p.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  private static boolean isCase(Path f) {
    return f.endsWith("model.onnx") || (f.toString().endsWith(".sir") && Files.isRegularFile(f));
  }

  private static Found named(Path root, Path f) {
    var path = f.endsWith("model.onnx") && f.getParent() != null ? f.getParent() : f;
    var relative = root.relativize(path).toString();
    return new Found(relative.isEmpty() ? String.valueOf(path.getFileName()) : relative, path);
  }

  private Path unpack(Path archive) throws IOException {
    var folder = Files.createTempDirectory("sinter-cases");
    unpacked.add(folder);
    try (var in = Files.newInputStream(archive);
        var zip = new ZipInputStream(in)) {
      for (var e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        var target = folder.resolve(e.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("entry " + e.getName() + " leads out of the archive");
        }
        if (e.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
    return folder;
  }

  @Override
  public void close() {
    unpacked.forEach(CaseFiles::remove);
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) {
    try {
      Files.walkFileTree(folder, new Remover());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
