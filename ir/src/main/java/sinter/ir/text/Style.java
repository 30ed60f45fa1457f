package sinter.ir.text;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a model is written.
 *
 * @param locations whether nodes say where they come from
 * @param folder the folder of the text, against which files of weights are named; null when it is in no folder
 * @param anywhere whether files of weights are named by absolute path, wherever they are; such a text is for the
 *     machine that wrote it, and readers refuse it unless told otherwise
 */
public record Style(boolean locations, @Nullable Path folder, boolean anywhere) {
  /** Without locations and without files. */
  public static final Style PLAIN = new Style(false, null, false);

  /** With locations, without files. */
  public static final Style FULL = new Style(true, null, false);

  public Style in(Path folder) {
    return new Style(locations, folder, anywhere);
  }
}
