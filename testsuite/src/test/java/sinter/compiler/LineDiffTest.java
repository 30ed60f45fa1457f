package sinter.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Differences of texts by lines. */
final class LineDiffTest {
  @Test
  void onlyWhatChangedIsShown() {
    var before = List.of("a", "b", "c", "d", "e");
    var after = List.of("a", "x", "c", "e", "f");
    assertThat(LineDiff.between(before, after)).containsExactly("- b", "+ x", "- d", "+ f");
    assertThat(LineDiff.between(before, before)).isEmpty();
    assertThat(LineDiff.between(List.of(), List.of("a"))).containsExactly("+ a");
    assertThat(LineDiff.between(List.of("a"), List.of())).containsExactly("- a");
  }

  @RepeatedTest(50)
  void editsLeadFromOneTextToTheOther(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var before = lines(random);
    var after = lines(random);
    var removed = new ArrayList<String>();
    var added = new ArrayList<String>();
    for (var edit : LineDiff.between(before, after)) {
      (edit.startsWith("- ") ? removed : added).add(edit.substring(2));
    }
    assertThat(without(before, removed))
        .as("seed %d", repetition.getCurrentRepetition())
        .isEqualTo(without(after, added));
  }

  /** {@code all} without {@code some}, which is part of it in the same order. */
  private static List<String> without(List<String> all, List<String> some) {
    var rest = new ArrayList<>(all);
    some.forEach(line -> assertThat(rest.remove(line)).isTrue());
    rest.sort(null);
    return rest;
  }

  private static List<String> lines(SplittableRandom random) {
    var lines = new ArrayList<String>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      lines.add("line " + random.nextInt(6));
    }
    return lines;
  }
}
