package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.Lint;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** Doubts about programs, and that the programs of the repository give no cause for any. */
class LintTest {
  private static Diagnostics linted(Source source) {
    var diagnostics = new Diagnostics();
    var file = LanguageParser.parse(source, diagnostics);
    assertThat(file).isNotNull();
    Lint.check(file, diagnostics);
    return diagnostics;
  }

  private static void tells(String text) {
    var told = linted(new Source("a.sinter", text)).all();
    assertThat(Expected.differences(text, told)).isEmpty();
  }

  static List<Path> programs() {
    return Programs.all().stream().filter(f -> !f.toString().contains("errors")).toList();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void programsOfTheRepositoryGiveNoCause(Path file) {
    assertThat(linted(Programs.source(file)).all()).isEmpty();
  }

  @Test
  void unusedNames() {
    tells(
        """
        import onnx "a.onnx" as Backbone // warning[unused-name]: nothing uses the imported Backbone
        import onnx "b.onnx" as Head
        block f(x: T[N, C], kernel: int = 3, _spare: int = 1, size: int) { // warning[unused-name]: nothing reads parameter kernel of f
          param w: T[C, size] = ones()
          param v: T[C] = ones() // warning[unused-name]: nothing reads the stored tensor v
          y = relu(x)
          z = Head(x) // warning[unused-name]: nothing reads variable z
          a, b = split(x)
          z = a
          _c = x
          for i in 0..3 { y = y @ w }
          loop j in 0..3 carry y { yield ys = y } // warning[unused-name]: nothing reads ys, which the loop collects
          return y
        }
        """);
  }

  @Test
  void namesInTypesTextsAndHintsAreUsed() {
    tells(
        """
        block f(x: T[...S, C], width: int, ratio: float, label: string, scope: string) -> T[...k, width] {
          k = S + [1]
          @prune(ratio)
          y = linear(x, C) named "{scope}.out"
          assert C > 1, "in {label}"
          return y
        }
        """);
  }

  @Test
  void namesThatHideOthers() {
    tells(
        """
        block act(x: tensor) { return x }
        model M(depth: int = 2) {
          input x: f32[N]
          act = act(x) // warning[shadowed-name]: act hides the block of that name
          for i in 0..depth {
            for i in 0..2 { act = act + i } // warning[shadowed-name]: i of this loop replaces the i around it
          }
          for depth in 0..2 { act = act * depth } // warning[shadowed-name]: depth of this loop replaces
          for k in 0..2 { act = act * k }
          for k in 0..2 { act = act * k }
          output y = act
        }
        """);
  }

  @Test
  void divisionsOfLiteralsAndStatementsThatNeverRun() {
    tells(
        """
        block f(x: tensor) {
          a = x * (1 / 3) // warning[rounded-division]: 1 / 3 is 0: integers divide to integers | note write 1 / 3.0
          b = a * (7 / 2) + 8 / 4 + 7.0 / 2 + 7 % 2 // warning[rounded-division]: 7 / 2 is 3
          return b
          c = a // warning[unreachable]: this never runs
        }
        """);
  }

  @Test
  void assignmentsThatLoopsLose() {
    tells(
        """
        block f(x: T[N, C], c: T[C]) {
          n = x
          m = x
          noted = x[0]
          scan row in x carry c {
            n = n + row // warning[lost-assignment]: n is assigned in the loop but not carried | note write 'carry n'
            own = row * 2.0
            noted = own + 1.0
            own = own + noted
            _m = row
            for i in 0..3 { m = m + i + own + row } // warning[lost-assignment]: m is assigned in the loop
            c = c + row + m[0] + n[0]
            yield n2 = c
          }
          loop i in 0..3 carry c {
            c = c * 2.0
            loop j in 0..3 carry m { m = m + j + i } // warning[lost-assignment]: m is assigned in the loop
            n = c + m
            yield n = n
          }
          return c, n2, n
        }
        """);
  }

  @Test
  void extentsThatOnlyAnOutputNames() {
    tells(
        """
        const WIDTH = 8
        model M(depth: int = 3) {
          input x: f32[N, WIDTH]
          rows = 3
          output y: f32[N, Q] = relu(x) // warning[unused-name]: Q stands only in the type of output y: any extent fits
          output z: f32[K, _m] = x
          output w: f32[K, WIDTH] = -x
          output v: f32[rows, depth] = x[:rows, :depth]
        }
        """);
  }
}
