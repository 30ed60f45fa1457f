package sinter.ir.diag;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in words that follow "cannot read FILE: ". */
public final class Reason {
  private Reason() {}

  /** Why reading failed. */
  public static String reading(IOException e) {
    return e instanceof NoSuchFileException ? "it does not exist" : of(e);
  }

  /** Why writing failed. */
  public static String writing(IOException e) {
    return e instanceof NoSuchFileException ? "its folder does not exist" : of(e);
  }

  private static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemLoopException _ -> "its links lead in a circle";
      case NotDirectoryException _ -> "it is no folder";
      case DirectoryNotEmptyException _ -> "it is a folder that is not empty";
      case FileAlreadyExistsException _ -> "a file of that name is there";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case CharacterCodingException _ -> "it is no text in UTF-8";
      case EOFException _ -> "it ends too early";
      default -> e.getMessage() == null ? "the system does not say why" : e.getMessage();
    };
  }
}
