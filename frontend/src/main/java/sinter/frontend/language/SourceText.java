package sinter.frontend.language;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** Texts of programs as they are stored: in UTF-8, and not too long. */
public final class SourceText {
  /** The most bytes that are read. */
  public static final long MOST = 1L << 26;

  /** The byte order mark that some editors write in front of UTF-8. */
  private static final String MARK = "\uFEFF";

  private SourceText() {}

  /**
   * The text in {@code file}, called {@code name} in messages.
   *
   * @param at what names the file
   * @throws InputError when there is none, it is too long or not UTF-8
   */
  public static Source read(Path file, String name, Loc at) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new InputError(Code.UNREADABLE_FILE, at, file + " is not a file");
      }
      if (Files.size(file) > MOST) {
        throw new InputError(Code.UNREADABLE_FILE, at, file + " is larger than " + MOST + " bytes");
      }
      return new Source(name, decoded(Files.readAllBytes(file), file.toString(), at));
    } catch (NoSuchFileException e) {
      throw new InputError(Code.UNREADABLE_FILE, at, "no file " + file);
    } catch (IOException e) {
      throw new InputError(Code.UNREADABLE_FILE, at, "cannot read " + file + ": " + e.getMessage());
    }
  }

  /**
   * The text that {@code bytes} spell, without a byte order mark, called {@code name} in messages.
   *
   * @throws InputError when they are not UTF-8
   */
  public static String decoded(byte[] bytes, String name, Loc at) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    } catch (CharacterCodingException e) {
      throw new InputError(Code.MALFORMED_FILE, at, name + " is not UTF-8");
    }
  }
}
