package sinter.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hands everything on until that fails, and then remembers why; what comes later is dropped. */
final class WatchedOutput extends OutputStream {
  private final OutputStream out;
  private @Nullable IOException failure;

  WatchedOutput(OutputStream out) {
    this.out = out;
  }

  /** What failed; null when all was written, or when who reads the other end of a pipe has seen enough. */
  @Nullable IOException failure() {
    boolean isClosedPipe =
        failure != null
            && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    return isClosedPipe ? null : failure;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    attempt(() -> out.write(bytes, from, length));
  }

  @Override
  public void flush() {
    attempt(out::flush);
  }

  /** A step of writing. */
  private interface Step {
    void take() throws IOException;
  }

  private void attempt(Step step) {
    if (failure != null) {
      return;
    }
    try {
      step.take();
    } catch (IOException e) {
      failure = e;
    }
  }
}
