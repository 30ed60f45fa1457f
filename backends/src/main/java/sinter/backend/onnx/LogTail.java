package sinter.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Pattern;

/** Drains a stream on a thread of its own and keeps its beginning and its end. */
final class LogTail {
  private static final int CHUNK_BYTES = 4096;
  private static final int KEPT_CHUNKS = 8;
  private static final Pattern COLORS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

  private final Deque<byte[]> head = new ArrayDeque<>();
  private final Deque<byte[]> tail = new ArrayDeque<>();
  private final Thread reader;
  private boolean shortened;

  LogTail(InputStream stream) {
    reader = Thread.ofPlatform().daemon().name("worker-log").unstarted(() -> drain(stream));
    reader.start();
  }

  private void drain(InputStream stream) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        keep(Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      keep(("[log ends: " + e.getMessage() + "]").getBytes(StandardCharsets.UTF_8));
    }
  }

  private synchronized void keep(byte[] chunk) {
    if (head.size() < KEPT_CHUNKS) {
      head.add(chunk);
      return;
    }
    tail.add(chunk);
    if (tail.size() > KEPT_CHUNKS) {
      tail.removeFirst();
      shortened = true;
    }
  }

  /** What was written so far, without the colours of terminals. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    head.forEach(chunk -> text.append(new String(chunk, StandardCharsets.UTF_8)));
    text.append(shortened ? "\n[…]\n" : "");
    tail.forEach(chunk -> text.append(new String(chunk, StandardCharsets.UTF_8)));
    return COLORS.matcher(text).replaceAll("");
  }

  /** Forgets what was written so far. */
  synchronized void clear() {
    head.clear();
    tail.clear();
    shortened = false;
  }

  /** Waits until the stream has ended, at most this long. */
  void await(long millis) {
    try {
      reader.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
