package sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Activation.Relu;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Use lists, order of nodes, scoping. */
class GraphTest {
  private final Model model = new Model(new WeightStore());
  private final Block body = model.main().body();
  private final Value x = body.addParam("x", TensorType.of(DType.F32, 2, 3));
  private final Builder build = new Builder(model, body, new Diagnostics());

  private static Node def(Value v) {
    return Objects.requireNonNull(v.def());
  }

  @Test
  void usesAreInTheOrderTheyWereMade() {
    var a = build.emit(new Relu(), x);
    var b = build.emit(new Add(), x, a);
    body.addResult(b, Block.Signature.NONE);

    assertThat(x.uses()).extracting(Use::node).containsExactly(a.def(), b.def());
    assertThat(a.hasOneUse()).isTrue();
    assertThat(b.isBlockResult()).isTrue();
    assertThat(b.hasOneUse()).isTrue();
  }

  @Test
  void anUnattachedNodeDoesNotCountAsAUser() {
    var n = model.node(new Relu(), List.of(x), 1, Loc.UNKNOWN);

    assertThat(x.isUnused()).isTrue();
    body.append(n);
    assertThat(x.useCount()).isEqualTo(1);
    n.erase();
    assertThat(x.isUnused()).isTrue();
  }

  @Test
  void replacingAValueMovesEveryUse() {
    var a = build.emit(new Relu(), x);
    var b = build.emit(new Add(), a, a);
    body.addResult(a, Block.Signature.NONE);

    a.replaceAllUses(x);

    assertThat(a.isUnused()).isTrue();
    assertThat(x.useCount()).isEqualTo(4);
    assertThat(body.result(0)).isSameAs(x);
    assertThat(b.def()).satisfies(n -> assertThat(n.in(0)).isSameAs(x));
  }

  @Test
  void aNodeWhoseResultIsReadCannotBeErased() {
    var a = build.emit(new Relu(), x);
    build.emit(new Relu(), a);

    assertThatThrownBy(() -> def(a).erase())
        .isInstanceOf(CompilerBug.class)
        .hasMessageContaining("are used");
  }

  @Test
  void orderHoldsUnderManyInsertions() {
    long seed = 20261124;
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var expected = new ArrayList<Node>();
    for (int i = 0; i < 3000; i++) {
      int at = random.nextInt(Math.min(3, expected.size() + 1));
      var n = model.node(new Relu(), List.of(x), 1, Loc.UNKNOWN);
      body.insertBefore(n, at < expected.size() ? expected.get(at) : null);
      expected.add(at < expected.size() ? at : expected.size(), n);
    }

    assertThat(body).as("seed %d", seed).containsExactlyElementsOf(expected);
    for (int i = 1; i < expected.size(); i++) {
      assertThat(Block.isBefore(expected.get(i - 1), expected.get(i))).isTrue();
    }
  }

  @Test
  void verifierFindsAUseBeforeTheDefinition() {
    var a = build.emit(new Relu(), x);
    var b = build.emit(new Relu(), a);
    body.moveBefore(def(b), def(a));

    var found = new Diagnostics();
    Verifier.verify(model, found);

    assertThat(found.all())
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("not defined before"));
  }

  @Test
  void regionsSeeOuterValuesAndCountAsUses() {
    var owner = model.node(new Relu(), List.of(x), 1, Loc.UNKNOWN);
    var region = owner.addRegion();
    body.append(owner);
    var inner = new Builder(model, region, new Diagnostics()).emit(new Relu(), x);
    region.addResult(inner, Block.Signature.NONE);

    assertThat(x.useCount()).isEqualTo(2);
    var found = new Diagnostics();
    Verifier.verify(model, found);
    assertThat(found.all()).isEmpty();

    owner.erase();
    assertThat(x.isUnused()).isTrue();
  }

  @Test
  void aCopyIsIndependent() {
    var a = build.emit(new Relu(), x);
    body.addResult(a, new Block.Signature("y", a.type(), Facts.NONE));

    try (var copy = Cloner.copy(model)) {
      a.replaceAllUses(x);

      assertThat(copy.main().body().result(0).op()).isInstanceOf(Relu.class);
      assertThat(copy.main().body().signature(0).name()).isEqualTo("y");
      assertThat(copy.main().body().params()).doesNotContain((Value.Param) x);
    }
  }
}
