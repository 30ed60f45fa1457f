package sinter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.StagedModel;

/** The files that one command reads and writes, none of which may be written over by another. */
final class Roles {
  /** A file and what the command line calls it. */
  private record Role(String name, Path file, boolean isWritten) {}

  private final List<Role> roles = new ArrayList<>();

  Roles reads(String name, @Nullable Path file) {
    return with(name, file, false);
  }

  Roles writes(String name, @Nullable Path file) {
    return with(name, file, true);
  }

  private Roles with(String name, @Nullable Path file, boolean isWritten) {
    if (file != null && !StagedModel.isStream(file)) {
      roles.add(new Role(name, file, isWritten));
    }
    return this;
  }

  /** Two roles of one file, of which one is written, in a sentence; null when there are none. */
  @Nullable String clash() {
    for (int i = 0; i < roles.size(); i++) {
      for (int j = 0; j < i; j++) {
        var a = roles.get(j);
        var b = roles.get(i);
        if ((a.isWritten() || b.isWritten()) && place(a.file()).equals(place(b.file()))) {
          return "%s and %s are the same file, %s".formatted(a.name(), b.name(), b.file());
        }
      }
    }
    return null;
  }

  /** Where a file is, links followed; of one that is not there yet, where it will be. */
  private static Path place(Path file) {
    var absolute = file.toAbsolutePath();
    try {
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      var folder = absolute.getParent();
      return folder == null || absolute.getFileName() == null
          ? absolute.normalize()
          : folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute.normalize();
    }
  }
}
