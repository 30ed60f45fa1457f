package sinter.ir.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.tensor.Tensor;
import sinter.ir.tensor.Tiles;

/** Puts content into a file beside the text. */
final class FileStore implements Constants.Store {
  private static final int ALIGNMENT = 64;

  private final Path target;
  private final Path draft;
  private final Map<Tensor, Long> places = new HashMap<>();
  private @Nullable FileChannel channel;
  private long end;

  private FileStore(Path target, Path draft) {
    this.target = target;
    this.draft = draft;
  }

  /**
   * Writes {@code model} to {@code file}, and what its weights need to {@code NAME.weights} beside it. Either both files
   * appear complete or none changes.
   */
  static void write(Model model, Path file, Style style) throws IOException {
    var home = file.toAbsolutePath().normalize();
    var folder = Objects.requireNonNull(home.getParent(), "a file has a folder");
    var name = home.getFileName().toString();
    var stem = name.endsWith(".sir") ? name.substring(0, name.length() - 4) : name;
    var text = Files.createTempFile(folder, name, ".part");
    var data = Files.createTempFile(folder, name, ".part");
    var store = new FileStore(folder.resolve(stem + ".weights"), data);
    try {
      var content = Printer.print(model, style.in(folder), store);
      Files.writeString(text, content, StandardCharsets.UTF_8);
      store.finish();
      Files.move(text, home, StandardCopyOption.REPLACE_EXISTING);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      store.close();
      Files.deleteIfExists(text);
      Files.deleteIfExists(data);
    }
  }

  @Override
  public String put(Tensor tensor) {
    try {
      var known = places.get(tensor);
      long from = known != null ? known : append(tensor);
      return "@data[" + from + " : " + (from + tensor.byteSize()) + "]";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean replaces(Path file) {
    return file.equals(target);
  }

  private long append(Tensor tensor) throws IOException {
    if (channel == null) {
      channel = FileChannel.open(draft, StandardOpenOption.WRITE);
    }
    long from = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    channel.write(ByteBuffer.allocate((int) (from - end)));
    Tiles.write(tensor, channel);
    end = from + tensor.byteSize();
    places.put(tensor, from);
    return from;
  }

  String header() {
    if (places.isEmpty()) {
      return "";
    }
    return "weights @data = " + Quoted.of(target.getFileName().toString()) + " size " + end + "\n";
  }

  private void finish() throws IOException {
    if (channel != null) {
      channel.close();
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
