package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Window.AutoPad;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

class WindowTest {
  private static final long SEED = 7;
  private static final Dim N = Dim.sym("N");

  /** Counts the positions of a window one by one. */
  private static long count(long in, long span, long stride, long begin, long end, boolean ceil) {
    long count = 0;
    for (long p = -begin; ; p += stride) {
      boolean inside = p + span <= in + end;
      boolean touches = ceil && p < in && p - stride + span < in + end;
      if (!inside && !(touches && count > 0)) {
        return count;
      }
      count++;
    }
  }

  @Test
  void agreesWithCounting() {
    var random = new Random(SEED);
    for (int run = 0; run < 20_000; run++) {
      long kernel = 1L + random.nextInt(5);
      long dilation = 1L + random.nextInt(3);
      long span = (kernel - 1) * dilation + 1;
      long stride = 1L + random.nextInt(4);
      long begin = random.nextInt((int) span);
      long end = random.nextInt((int) span);
      long in = span + random.nextInt(20);
      boolean ceil = random.nextBoolean();
      var window =
          Window.of(kernel)
              .withStrides(stride)
              .withDilations(dilation)
              .withPads(List.of(begin, end));
      long expected = count(in, span, stride, begin, end, ceil);
      var what = "seed " + SEED + " run " + run + " " + window + " over " + in + " ceil " + ceil;
      var k = Dim.of(kernel);
      assertThat(window.extent(0, Dim.of(in), k, ceil)).as(what).isEqualTo(Dim.of(expected));
      assertThat(window.extent(0, N, k, ceil).evaluate(Map.of("N", in)))
          .as(what)
          .isEqualTo(expected);
    }
  }

  @Test
  void automaticPadsGiveTheAutomaticExtent() {
    var random = new Random(SEED);
    for (int run = 0; run < 5_000; run++) {
      long kernel = 1L + random.nextInt(6);
      long dilation = 1L + random.nextInt(3);
      var window =
          Window.of(kernel)
              .withStrides(1L + random.nextInt(4))
              .withDilations(dilation)
              .withAutoPad(random.nextBoolean() ? AutoPad.SAME_UPPER : AutoPad.SAME_LOWER);
      long in = (kernel - 1) * dilation + 1 + random.nextInt(20);
      var k = Dim.of(kernel);
      var explicit =
          Objects.requireNonNull(window.withExplicitPads(Shape.of(1, 1, in), Shape.UNRANKED));
      var what = "seed " + SEED + " run " + run + " " + window + " over " + in;
      assertThat(explicit.autoPad()).isEqualTo(AutoPad.NOTSET);
      assertThat(explicit.extent(0, Dim.of(in), k, false))
          .as(what)
          .isEqualTo(window.extent(0, Dim.of(in), k, false));
      long odd = explicit.padEnd(0) - explicit.padBegin(0);
      assertThat(odd).as(what).isBetween(window.autoPad() == AutoPad.SAME_UPPER ? 0L : -1L, 1L);
    }
  }

  @Test
  void transposedUndoesStridesThatDivide() {
    var window = Window.of(4).withStrides(2).withPads(List.of(1L, 1L));
    assertThat(window.extent(0, N.times(2), Dim.of(4), false)).isEqualTo(N);
    assertThat(window.transposedExtent(0, N, Dim.of(4), 0)).isEqualTo(N.times(2));
    assertThat(window.withAutoPad(AutoPad.SAME_UPPER).transposedExtent(0, N, Dim.of(4), 0))
        .isEqualTo(N.times(2));
  }

  @Test
  void symbolicPadsStaySymbolicUnlessTheStrideIsOne() {
    var same = Window.of(3).withAutoPad(AutoPad.SAME_LOWER);
    var x = Shape.of(List.of(Dim.ONE, Dim.ONE, N));
    assertThat(same.withExplicitPads(x, Shape.UNRANKED))
        .isEqualTo(Window.of(3).withPads(List.of(1L, 1L)));
    assertThat(same.withStrides(2).withExplicitPads(x, Shape.UNRANKED)).isNull();
  }

  @Test
  void refusesListsOfDifferentLengths() {
    assertThatThrownBy(() -> Window.of(3, 3).withStrides(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Window.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Window.of(3).withPads(List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void survivesExtentsThatOverflow() {
    var huge = Window.of(Long.MAX_VALUE).withDilations(Long.MAX_VALUE);
    assertThat(huge.extent(0, Dim.of(8), Dim.of(Long.MAX_VALUE), false).isKnown()).isFalse();
  }
}
