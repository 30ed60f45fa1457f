package sinter.compiler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/**
 * The content of a file.
 *
 * @param file its name without the folder
 */
public record Digest(String file, long bytes, String sha256) {
  private static final int CHUNK = 1 << 20;

  /** Reads {@code path} to its end; the file goes by {@code name}. */
  static Digest of(Path path, String name) {
    try (var in = FileChannel.open(path)) {
      var sha = MessageDigest.getInstance("SHA-256");
      var buffer = ByteBuffer.allocateDirect(CHUNK);
      long bytes = 0;
      while (in.read(buffer) >= 0) {
        buffer.flip();
        bytes += buffer.remaining();
        sha.update(buffer);
        buffer.clear();
      }
      return new Digest(name, bytes, HexFormat.of().formatHex(sha.digest()));
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + path + ": " + Reason.reading(e));
    } catch (NoSuchAlgorithmException e) {
      throw new CompilerBug("every Java platform has SHA-256", e);
    }
  }

  static Digest of(Path path) {
    return of(path, String.valueOf(path.getFileName()));
  }

  /** Whether the files hold the same, whatever they are called. */
  static boolean same(List<Digest> a, List<Digest> b) {
    return a.stream().map(Digest::sha256).toList().equals(b.stream().map(Digest::sha256).toList());
  }
}
