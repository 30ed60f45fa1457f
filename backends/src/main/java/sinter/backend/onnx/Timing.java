package sinter.backend.onnx;

import java.util.List;

/**
 * Durations of timed runs, in nanoseconds, in the order of the runs.
 *
 * @param wall elapsed time of each run
 * @param cpu CPU time of the calling thread for each run: all the work when the session has one thread
 */
public record Timing(List<Long> wall, List<Long> cpu) {
  public Timing {
    wall = List.copyOf(wall);
    cpu = List.copyOf(cpu);
  }
}
