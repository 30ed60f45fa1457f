package sinter.backend.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model and how to load it.
 *
 * @param threads threads within an operator; 0 leaves the number to the runtime
 * @param externalFolder where external data of a model from bytes lies
 * @param operatorLibraries shared libraries with custom operators
 * @param dump where the runtime writes the model as it rewrote it
 * @param config further entries of the runtime's session configuration
 */
public record SessionSpec(
    Source source,
    Optimization optimization,
    int threads,
    @Nullable Path externalFolder,
    List<Path> operatorLibraries,
    @Nullable Path dump,
    Map<String, String> config) {

  /** Where a model comes from. */
  public sealed interface Source {
    /** A file; its external data is found beside it. */
    record OfFile(Path path) implements Source {}

    /** A serialized model of less than 2 GB. */
    record OfBytes(MemorySegment bytes) implements Source {}
  }

  public SessionSpec {
    operatorLibraries = List.copyOf(operatorLibraries);
    config = Map.copyOf(config);
  }

  /** A model file, without the runtime's optimizations, on one thread. */
  public static SessionSpec of(Path path) {
    return of(new Source.OfFile(path));
  }

  /** A serialized model, without the runtime's optimizations, on one thread. */
  public static SessionSpec of(MemorySegment bytes) {
    return of(new Source.OfBytes(bytes));
  }

  private static SessionSpec of(Source source) {
    return new SessionSpec(source, Optimization.OFF, 1, null, List.of(), null, Map.of());
  }

  /** The same with other optimizations. */
  public SessionSpec with(Optimization other) {
    return new SessionSpec(source, other, threads, externalFolder, operatorLibraries, dump, config);
  }

  /** The same on this many threads. */
  public SessionSpec withThreads(int count) {
    return new SessionSpec(
        source, optimization, count, externalFolder, operatorLibraries, dump, config);
  }

  /** The same with external data in this folder. */
  public SessionSpec withExternalFolder(Path folder) {
    return new SessionSpec(source, optimization, threads, folder, operatorLibraries, dump, config);
  }

  /** The same with these custom operators. */
  public SessionSpec withOperatorLibraries(List<Path> libraries) {
    return new SessionSpec(source, optimization, threads, externalFolder, libraries, dump, config);
  }

  /** The same, writing the rewritten model to this file. */
  public SessionSpec withDump(Path file) {
    return new SessionSpec(
        source, optimization, threads, externalFolder, operatorLibraries, file, config);
  }

  /** The same with one more configuration entry. */
  public SessionSpec withConfig(String key, String value) {
    Map<String, String> entries = new LinkedHashMap<>(config);
    entries.put(key, value);
    return new SessionSpec(
        source, optimization, threads, externalFolder, operatorLibraries, dump, entries);
  }
}
