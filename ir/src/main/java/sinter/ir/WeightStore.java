package sinter.ir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The files that weights are mapped from, read-only. Models that share weights share the store; the last one to
 * {@link #release} closes the mappings.
 */
public final class WeightStore {
  private final Arena arena = Arena.ofShared();
  private final Map<Path, MemorySegment> files = new LinkedHashMap<>();
  private final List<Path> texts = new ArrayList<>();
  private final List<WeightStore> adopted = new ArrayList<>();
  private final AtomicInteger holders = new AtomicInteger(1);

  /** The whole content of {@code file}; mapped once. */
  public synchronized MemorySegment map(Path file) throws IOException {
    var key = file.toAbsolutePath().normalize();
    var known = files.get(key);
    if (known != null) {
      return known;
    }
    try (var channel = FileChannel.open(key, StandardOpenOption.READ)) {
      long size = channel.size();
      var segment =
          size == 0
              ? MemorySegment.NULL
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      files.put(key, segment);
      return segment;
    }
  }

  /** Takes note of a file that the model was read from without being mapped, such as the text of a program. */
  public synchronized void note(Path file) {
    texts.add(file.toAbsolutePath().normalize());
  }

  /** Every file that was read for the models that hold this store, whether or not tensors of it are used. */
  public synchronized List<Path> files() {
    var all = new LinkedHashSet<>(texts);
    all.addAll(files.keySet());
    adopted.forEach(other -> all.addAll(other.files()));
    return List.copyOf(all);
  }

  /** Holds {@code other} for as long as this one is held, since tensors of its files are used here. */
  public synchronized void adopt(WeightStore other) {
    if (other != this) {
      adopted.add(other.retain());
    }
  }

  /** Another model holds the store from now on. */
  public WeightStore retain() {
    holders.incrementAndGet();
    return this;
  }

  /** Gives up one hold; the last one closes the mappings. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      arena.close();
      adopted.forEach(WeightStore::release);
    }
  }
}
