package sinter.ir.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Laws of dimensions over random expressions; the seed of a failure is in the name of its test. */
class DimPropertyTest {
  private static final int SEEDS = 40;
  private static final int ROUNDS = 250;

  /** One round of a law. */
  private interface Law {
    void check(SplittableRandom random);
  }

  private static Stream<DynamicTest> forSeeds(Law law) {
    return Stream.iterate(1L, seed -> seed + 1)
        .limit(SEEDS)
        .map(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed,
                () -> {
                  var random = new SplittableRandom(seed);
                  for (var i = 0; i < ROUNDS; i++) law.check(random);
                }));
  }

  private static Dim draw(SplittableRandom random) {
    return RandomDims.draw(random, random.nextInt(1, 4)).dim();
  }

  @TestFactory
  Stream<DynamicTest> evaluatesLikeThePlainComputation() {
    return forSeeds(random -> {
      var pair = RandomDims.draw(random, random.nextInt(1, 5));
      if (!pair.dim().isKnown()) return;
      for (var i = 0; i < 8; i++) {
        var bindings = RandomDims.bindings(random);
        var expected = pair.plain().of(bindings);
        if (expected == null) continue;
        assertThat(pair.dim().evaluate(bindings))
            .as("%s under %s", pair.dim(), bindings)
            .isEqualTo(expected);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> printsWhatItReads() {
    return forSeeds(random -> {
      var dim = RandomDims.draw(random, random.nextInt(1, 5)).dim();
      assertThat(Dim.parse(dim.toString())).isEqualTo(dim).hasToString(dim.toString());
    });
  }

  @TestFactory
  Stream<DynamicTest> sumsAndProductsCommuteAndDistribute() {
    return forSeeds(random -> {
      var a = RandomDims.polynomial(random, 1);
      var b = draw(random);
      var c = RandomDims.polynomial(random, 1);
      assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
      assertThat(a.times(b)).isEqualTo(b.times(a));
      assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
      assertThat(a.times(c).times(c)).isEqualTo(a.times(c.times(c)));
      if (!b.isKnown()) return;
      assertThat(a.times(b.plus(c))).isEqualTo(a.times(b).plus(a.times(c)));
      assertThat(b.minus(b)).isEqualTo(Dim.ZERO);
      assertThat(b.negate().negate()).isEqualTo(b);
    });
  }

  @TestFactory
  Stream<DynamicTest> extremaCommuteAndAreIdempotent() {
    return forSeeds(random -> {
      var a = draw(random);
      var b = draw(random);
      assertThat(a.min(b)).isEqualTo(b.min(a));
      assertThat(a.max(b)).isEqualTo(b.max(a));
      if (!a.min(b).isKnown()) return;
      assertThat(a.min(a)).isEqualTo(a);
      assertThat(a.min(b).min(b)).isEqualTo(a.min(b));
      assertThat(a.max(b).max(a)).isEqualTo(a.max(b));
    });
  }

  @TestFactory
  Stream<DynamicTest> extremaOfPolynomialsAssociate() {
    return forSeeds(random -> {
      var a = RandomDims.polynomial(random, 1);
      var b = RandomDims.polynomial(random, 1);
      var c = RandomDims.polynomial(random, 1);
      assertThat(a.min(b).min(c)).isEqualTo(a.min(b.min(c)));
      assertThat(a.max(b).max(c)).isEqualTo(a.max(b.max(c)));
    });
  }

  @TestFactory
  Stream<DynamicTest> multiplesOfTheDivisorLeaveTheDivision() {
    return forSeeds(random -> {
      var divisor = RandomDims.polynomial(random, 1);
      var rest = RandomDims.polynomial(random, 1);
      var count = RandomDims.polynomial(random, 1);
      if (divisor.isConst(0)) return;
      var dividend = count.times(divisor).plus(rest);
      assertThat(dividend.floorDiv(divisor)).isEqualTo(count.plus(rest.floorDiv(divisor)));
      assertThat(dividend.mod(divisor)).isEqualTo(rest.mod(divisor));
    });
  }

  @TestFactory
  Stream<DynamicTest> quotientTimesDivisorPlusRemainderIsTheSame() {
    return forSeeds(random -> {
      var a = RandomDims.polynomial(random, 2);
      var b = RandomDims.polynomial(random, 1);
      if (b.isConst(0)) return;
      var whole = a.floorDiv(b).times(b).plus(a.mod(b));
      if (whole.isKnown()) assertThat(Dim.same(whole, a)).as("%s by %s", a, b).isTrue();
    });
  }

  @TestFactory
  Stream<DynamicTest> sameAndDifferNeverLie() {
    return forSeeds(random -> {
      var a = RandomDims.draw(random, 3);
      var b = random.nextInt(4) == 0 ? a : RandomDims.draw(random, 2);
      boolean same = Dim.same(a.dim(), b.dim());
      boolean differ = Dim.differ(a.dim(), b.dim());
      assertThat(same && differ).as("%s and %s", a.dim(), b.dim()).isFalse();
      for (var i = 0; i < 8; i++) {
        var bindings = RandomDims.bindings(random);
        var x = a.plain().of(bindings);
        var y = b.plain().of(bindings);
        if (x == null || y == null) continue;
        if (same) assertThat(x).as("%s = %s", a.dim(), b.dim()).isEqualTo(y);
        if (differ) assertThat(x).as("%s ≠ %s", a.dim(), b.dim()).isNotEqualTo(y);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> boundsContainTheValueWhereTheAssumptionsHold() {
    var assumptions = Assumptions.parse("N<=12, N%4==0, 2<=B<=9, S>=3");
    return forSeeds(random -> {
      var pair = RandomDims.draw(random, random.nextInt(1, 5));
      for (var i = 0; i < 8; i++) {
        var bindings = RandomDims.bindings(random);
        checkBounds(pair, bindings, Assumptions.NONE);
        bindings.put("N", 4 * random.nextLong(0, 4));
        bindings.put("B", random.nextLong(2, 10));
        bindings.put("S", random.nextLong(3, 50));
        checkBounds(pair, bindings, assumptions);
      }
    });
  }

  private static void checkBounds(
      RandomDims pair, Map<String, Long> bindings, Assumptions assumptions) {
    var value = pair.plain().of(bindings);
    if (value == null) return;
    var dim = pair.dim();
    assertThat(value)
        .as("%s under %s", dim, bindings)
        .isBetween(dim.lowerBound(assumptions), dim.upperBound(assumptions));
    if (dim.isMultipleOf(4, assumptions))
      assertThat(value % 4).as("%s under %s", dim, bindings).isZero();
  }

  @TestFactory
  Stream<DynamicTest> exactQuotientsMultiplyBack() {
    return forSeeds(random -> {
      var a = RandomDims.polynomial(random, 2);
      var b = RandomDims.polynomial(random, 1);
      if (b.isConst(0)) return;
      assertThat(a.times(b).divideExactly(b)).isEqualTo(a);
      var quotient = a.divideExactly(b);
      if (quotient != null) assertThat(quotient.times(b)).isEqualTo(a);
    });
  }

  @TestFactory
  Stream<DynamicTest> substitutionCommutesWithEvaluation() {
    return forSeeds(random -> {
      var pair = RandomDims.draw(random, 3);
      var inner = RandomDims.draw(random, 1);
      var replaced = pair.dim().substitute(Map.of("N", inner.dim()));
      if (!replaced.isKnown()) return;
      var bindings = RandomDims.bindings(random);
      var value = inner.plain().of(bindings);
      if (value == null || value < 0) return;
      var bound = new java.util.HashMap<>(bindings);
      bound.put("N", value);
      var expected = pair.plain().of(bound);
      if (expected == null) return;
      assertThat(replaced.evaluate(bindings))
          .as("%s in %s", inner.dim(), pair.dim())
          .isEqualTo(expected);
    });
  }
}
