package sinter.backend.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;
import sinter.ir.wire.WireSplicer;

/**
 * A model written beside its target under temporary names. {@link #commit} moves the data file,
 * whose name holds a digest of its content, then the model, and then removes data files of earlier
 * models at the same target, and what processes that were killed a day ago or earlier left there: whoever
 * opens the target finds the old model or the new one, complete.
 * What is written to a pipe or a device is staged in the folder for temporary files.
 */
public final class StagedModel implements AutoCloseable {
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 20;

  /** A data file that no model names is no longer waited for after this time. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final int PAGE = 4096;
  private static final long PAGED = 1 << 20;

  private final Path target;
  private final boolean isStream;
  private final Path modelFile;
  private final Path dataFile;
  private @Nullable String dataName;
  private boolean placed;
  private long modelBytes;
  private long dataBytes;
  private int identities;

  private StagedModel(Path target, boolean isStream) {
    this.target = target;
    this.isStream = isStream;
    var token =
        Long.toHexString(ProcessHandle.current().pid()) + Long.toHexString(System.nanoTime());
    var place =
        isStream
            ? Path.of(System.getProperty("java.io.tmpdir"), String.valueOf(target.getFileName()))
            : target;
    this.modelFile = place.resolveSibling("." + target.getFileName() + "." + token + ".tmp");
    this.dataFile = place.resolveSibling("." + target.getFileName() + "." + token + ".data.tmp");
  }

  /** A link as target stands for the file it leads to. */
  static StagedModel beside(Path target) {
    if (Files.isDirectory(target)) {
      throw unwritable(target, "it is a folder, name a file in it");
    }
    if (target.toString().endsWith(".sir")) {
      throw unwritable(target, "the name is that of a text, and this is a model in ONNX's form");
    }
    if (isStream(target)) {
      return new StagedModel(target.toAbsolutePath(), true);
    }
    try {
      return new StagedModel(
          Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize(), false);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** Whether {@code target} is written to as it is: a pipe, a device, or what stands for an open file, as /dev/stdout does. */
  public static boolean isStream(Path target) {
    return Files.exists(target)
        && (!Files.isRegularFile(target) || target.toAbsolutePath().startsWith("/dev"));
  }

  static InputError unwritable(Path target, IOException e) {
    return unwritable(target, Reason.writing(e));
  }

  private static InputError unwritable(Path target, String reason) {
    return new InputError(
        Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + target + ": " + reason);
  }

  /** Size of the model file in bytes. */
  public long modelBytes() {
    return modelBytes;
  }

  /** Size of the data file in bytes; 0 when there is none. */
  public long dataBytes() {
    return dataBytes;
  }

  /** Nodes of the file that the model does not have: an Identity for each further name of a value. */
  public int identities() {
    return identities;
  }

  void add(int nodes) {
    identities += nodes;
  }

  /** Name of the data file beside the model; null when there is none. */
  public @Nullable String dataFileName() {
    return dataName;
  }

  String dataName() {
    if (dataName == null) throw new CompilerBug("no data file was written");
    return dataName;
  }

  /** Writes the content of a data file. */
  @FunctionalInterface
  interface DataWriter {
    void write(Data data) throws IOException;
  }

  void writeData(DataWriter writer) throws IOException {
    if (isStream) {
      throw unwritable(target, "weights need a file beside the model, and this is no file");
    }
    try (var data = new Data(create(dataFile))) {
      writer.write(data);
      dataBytes = data.written;
      dataName = target.getFileName() + "." + data.digest() + ".data";
    }
  }

  void writeModel(WireSplicer splicer) throws IOException {
    modelBytes = splicer.size();
    try (var out = create(modelFile)) {
      splicer.writeTo(out);
    }
  }

  /** A file that is gone at the latest when the process ends, even by a signal. */
  private static FileChannel create(Path file) throws IOException {
    file.toFile().deleteOnExit();
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * The model under a temporary name, complete: it can be opened from there until it is committed or closed. Its data
   * file already has its final name, which no earlier model uses.
   */
  public Path place() {
    try {
      if (dataName != null && Files.exists(dataFile)) {
        placed = !Files.exists(target.resolveSibling(dataName));
        move(dataFile, target.resolveSibling(dataName));
      }
      return Files.exists(modelFile) ? modelFile : target;
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** Makes the files visible under their names. */
  public void commit() {
    try {
      place();
      if (isStream) {
        copy();
        return;
      }
      var stale = stale();
      if (Files.exists(modelFile)) move(modelFile, target);
      placed = false;
      for (var file : stale) Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  private void copy() throws IOException {
    try (var out =
        Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      Files.copy(modelFile, out);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Data files of the model that is about to be replaced, and files that nobody came back for. Any other may belong to a
   * compilation beside this one, which has placed it and not yet its model.
   */
  private List<Path> stale() throws IOException {
    var name = Pattern.quote(String.valueOf(target.getFileName()));
    var pattern = Pattern.compile(name + "\\.[0-9a-f]{16}\\.data");
    var left = Pattern.compile("\\." + name + "\\.[0-9a-f]+(\\.data)?\\.tmp");
    var found = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(target.resolveSibling(""))) {
      for (var file : files) {
        var other = String.valueOf(file.getFileName());
        boolean isData = !other.equals(dataName) && pattern.matcher(other).matches();
        if ((isData || left.matcher(other).matches())
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && (isOld(file) || (isData && isNamed(target, other)))) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static boolean isOld(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(ABANDONED));
  }

  /** Whether the bytes of {@code model} hold {@code name}. */
  private static boolean isNamed(Path model, String name) throws IOException {
    if (!Files.isRegularFile(model)) {
      return false;
    }
    var wanted = name.getBytes(StandardCharsets.UTF_8);
    var part = new byte[CHUNK];
    int held = 0;
    try (var in = Files.newInputStream(model)) {
      for (int read; (read = in.read(part, held, part.length - held)) > 0; ) {
        int length = held + read;
        for (int i = 0; i + wanted.length <= length; i++) {
          if (Arrays.equals(part, i, i + wanted.length, wanted, 0, wanted.length)) {
            return true;
          }
        }
        held = Math.min(length, wanted.length - 1);
        System.arraycopy(part, length - held, part, 0, held);
      }
    }
    return false;
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(modelFile);
      Files.deleteIfExists(dataFile);
      if (placed && dataName != null) Files.deleteIfExists(target.resolveSibling(dataName));
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** A data file while it is written; payloads are aligned so that they can be mapped. */
  static final class Data implements WritableByteChannel {
    private final FileChannel out;
    private final MessageDigest digest;
    private long written;

    Data(FileChannel out) {
      this.out = out;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new CompilerBug("every Java platform has SHA-256", e);
      }
    }

    TensorEncoder.Place append(Tensor tensor) throws IOException {
      var alignment = tensor.byteSize() >= PAGED ? PAGE : ALIGNMENT;
      var gap = (int) (-written & (alignment - 1));
      write(ByteBuffer.allocate(gap));
      var start = written;
      Tiles.write(tensor, this);
      return new TensorEncoder.Place("", start, written - start);
    }

    String digest() {
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      var count = source.remaining();
      digest.update(source.duplicate());
      while (source.hasRemaining()) out.write(source);
      written += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
