package sinter.backend.onnx;

import java.util.function.Function;

/** What a request to the runtime came to. Failures are values: a worker that dies is no exception. */
public sealed interface Outcome<T> {
  /** The result. */
  record Ok<T>(T value) implements Outcome<T> {}

  /**
   * No result.
   *
   * @param message one line for people, lower case
   * @param log what the worker wrote to its error stream, possibly shortened; often empty
   */
  record Failed<T>(FailureKind kind, String message, String log) implements Outcome<T> {
    /** The same failure of another request. */
    public <R> Outcome<R> as() {
      return new Failed<>(kind, message, log);
    }
  }

  /** A failure without a log. */
  static <T> Outcome<T> failed(FailureKind kind, String message) {
    return new Failed<>(kind, message, "");
  }

  /** The outcome of a further step; a failure stays what it is. */
  default <R> Outcome<R> then(Function<? super T, ? extends Outcome<R>> step) {
    return switch (this) {
      case Ok<T>(T value) -> step.apply(value);
      case Failed<T> failed -> failed.as();
    };
  }

  /** The outcome with its value converted. */
  default <R> Outcome<R> map(Function<? super T, ? extends R> conversion) {
    return then(value -> new Ok<>(conversion.apply(value)));
  }
}
