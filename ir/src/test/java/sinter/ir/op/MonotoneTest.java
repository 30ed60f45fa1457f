package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.known;
import static sinter.ir.op.Typed.t;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Knowing less of the operands never gives another result, only one of which less is known. */
class MonotoneTest {
  private static final int ROUNDS = 200;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(Op op, int results, @Nullable Object... operands) {}

  private static Tensor vector(Long... values) {
    return Tensor.vector(List.of(values));
  }

  private static final List<Case> CASES =
      List.of(
          new Case(new Elementwise.Add(), 1, f32("N", 3, 1), f32(3, "W")),
          new Case(new Elementwise.Add(), 1, known("N", 3), known(1)),
          new Case(new Elementwise.Max(), 1, f32(1), f32("N"), f32(2, "N")),
          new Case(new Elementwise.Div(), 1, known("N", 8), known(2)),
          new Case(new Comparison.Less(), 1, known("N", 8), known("N+1", 9)),
          new Case(new Comparison.Where(), 1, t(DType.BOOL, 2), f32("N", 1), f32(2)),
          new Case(
              new Comparison.Where(),
              1,
              Tensor.ofLongs(DType.BOOL, List.of(2L), 1, 0),
              known("N", 1),
              known("M", 1)),
          new Case(
              new Conversion.CastLike(true, Conversion.RoundMode.UP), 1, f32("N"), t(DType.I8)),
          new Case(new Shaping.Reshape(), 1, f32("N", 4, 6), vector(0L, -1L, 3L)),
          new Case(new Shaping.Reshape(), 1, f32("N", 4, 6), known(-1, "N")),
          new Case(new Shaping.Flatten(1), 1, f32("N", 4, 6)),
          new Case(new Shaping.Squeeze(), 1, f32("N", 1, 6), vector(1L)),
          new Case(new Shaping.Squeeze(), 1, f32(2, 1, 6)),
          new Case(new Shaping.Unsqueeze(), 1, f32("N", 6), vector(0L, -1L)),
          new Case(new Shaping.Transpose(List.of()), 1, f32("N", 6)),
          new Case(new Shaping.Transpose(List.of(1L, 0L)), 1, f32("N", 6)),
          new Case(new Shaping.Expand(), 1, f32("N", 1), known("N", 7)),
          new Case(new Shaping.Shape(), 1, f32("N", 6)),
          new Case(new Slicing.Concat(1), 1, f32("N", 1), f32("N", "C"), f32("N", 4)),
          new Case(new Slicing.Concat(0), 1, known("N"), known(2, 3)),
          new Case(new Slicing.Split(1), 2, f32("N", 8)),
          new Case(new Slicing.Split(1), 2, f32("N", 8), vector(3L, 5L)),
          new Case(new Slicing.Slice(), 1, f32("N", 8), vector(1L, -2L), vector(9L, 8L)),
          new Case(
              new Slicing.Slice(),
              1,
              f32("N", 8),
              vector(3L),
              vector(-9L),
              vector(1L),
              vector(-1L)),
          new Case(new Slicing.Slice(), 1, known("N", 8), vector(1L), vector(2L), vector(0L)),
          new Case(
              new Slicing.Pad(Slicing.PadMode.EDGE),
              1,
              f32("N", 8),
              vector(1L, 2L),
              null,
              vector(1L)),
          new Case(new Slicing.Tile(), 1, f32("N", 8), known("R", 2)),
          new Case(new Indexing.Gather(1), 1, f32("N", 8), t(DType.I64, 2, "K")),
          new Case(new Indexing.Gather(0), 1, known("N", 8), vector(1L)),
          new Case(new Indexing.GatherNd(0), 1, f32("N", 8, 9), t(DType.I64, "K", 2)),
          new Case(new Selection.TopK(1, true, true), 2, f32("N", 8), vector(3L)),
          new Case(new Selection.OneHot(0), 1, t(DType.I64, "N"), Tensor.scalar(8), f32(2)),
          new Case(new Selection.NonZero(), 1, f32("N", 8)),
          new Case(new Selection.Unique(1L, true), 4, f32("N", 8)),
          new Case(new Generate.Range(), 1, Tensor.scalar(0), Tensor.scalar(7), Tensor.scalar(2)),
          new Case(new Generate.ConstantOfShape(null), 1, known("N", 8)),
          new Case(new Reduce.ReduceSum(true, false), 1, f32("N", 8), vector(1L)),
          new Case(new Reduce.ReduceSum(false, false), 1, f32("N", 8), vector(1L)),
          new Case(new Reduce.ReduceSum(false, false), 1, f32("N", 8)),
          new Case(new Reduce.ReduceProd(false, false), 1, known("N", 8)),
          new Case(new Reduce.ArgMax(1, false, false), 1, f32("N", 8)));

  @TestFactory
  Stream<DynamicTest> knowingLessGivesNothingElse() {
    return CASES.stream().map(c -> DynamicTest.dynamicTest(c.op().toString(), () -> forgetting(c)));
  }

  private static void forgetting(Case c) {
    var full = Typed.of(c.op(), c.results(), c.operands());
    assertThat(full.messages()).isEmpty();
    for (int seed = 0; seed < ROUNDS; seed++) {
      var random = new Random(seed);
      var operands = new ArrayList<@Nullable Object>();
      for (var o : c.operands()) {
        operands.add(o == null ? null : less(o, random));
      }
      var partial = Typed.of(c.op(), c.results(), operands.toArray());
      var what = "seed " + seed + ": " + operands;
      assertThat(partial.messages()).as(what).isEmpty();
      for (int i = 0; i < c.results(); i++) {
        var more = full.node().result(i);
        var fewer = partial.node().result(i);
        assertThat(isLess(fewer.type(), more.type()))
            .as("%s gives %s instead of %s", what, fewer.type(), more.type())
            .isTrue();
        assertThat(isLess(fewer.contents(), more.contents()))
            .as("%s gives %s instead of %s", what, fewer.contents(), more.contents())
            .isTrue();
      }
    }
  }

  private static Object less(Object operand, Random random) {
    if (random.nextBoolean()) {
      return operand;
    }
    return switch (operand) {
      case Tensor t ->
          random.nextBoolean() && Contents.of(t) instanceof Contents c ? less(c, random) : t.type();
      case Contents c -> less(c, random);
      case TensorType t -> less(t, random);
      default -> operand;
    };
  }

  private static Object less(Contents c, Random random) {
    if (random.nextInt(3) == 0) {
      return c.scalar() ? TensorType.of(DType.I64) : TensorType.of(DType.I64, Shape.ofRank(1));
    }
    var some = c.elements().stream().map(e -> random.nextBoolean() ? e : Dim.UNKNOWN).toList();
    return new Contents(c.scalar(), some);
  }

  private static Type less(TensorType t, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Type.OPAQUE;
      case 1 -> t.withShape(Shape.UNRANKED);
      case 2 -> t.withDType(null);
      default ->
          t.withShape(
              Shape.of(
                  t.shape().dims().stream()
                      .map(d -> random.nextBoolean() ? d : Dim.UNKNOWN)
                      .toList()));
    };
  }

  private static boolean isLess(Type fewer, Type more) {
    return switch (fewer) {
      case Type.Opaque _ -> true;
      case TensorType(var dtype, var shape) ->
          more instanceof TensorType m
              && (dtype == null || dtype == m.dtype())
              && (!shape.isRanked() || isLess(shape, m.shape()));
      case Type.SparseType _, Type.SequenceType _, Type.OptionalType _, Type.MapType _ -> false;
    };
  }

  private static boolean isLess(Shape fewer, Shape more) {
    return more.rank() == fewer.rank() && isLess(fewer.dims(), more.dims());
  }

  private static boolean isLess(List<Dim> fewer, List<Dim> more) {
    for (int k = 0; k < fewer.size(); k++) {
      if (fewer.get(k).isKnown() && !Dim.same(fewer.get(k), more.get(k))) {
        return false;
      }
    }
    return fewer.size() == more.size();
  }

  private static boolean isLess(@Nullable Contents fewer, @Nullable Contents more) {
    return fewer == null
        || fewer.elements().stream().noneMatch(Dim::isKnown)
        || (more != null && isLess(fewer.elements(), more.elements()));
  }
}
