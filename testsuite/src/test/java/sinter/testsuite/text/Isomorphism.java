package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Components;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Tensor;

/** Asserts that two models are the same up to the identity of their nodes and the storage of their constants. */
final class Isomorphism {
  private final Map<Value, Value> match = new HashMap<>();

  static void check(Model a, Model b) {
    assertThat(b.irVersion()).isEqualTo(a.irVersion());
    assertThat(List.copyOf(b.opsets().entrySet())).isEqualTo(List.copyOf(a.opsets().entrySet()));
    assertThat(b.facts()).isEqualTo(a.facts());
    assertThat(b.functions()).hasSameSizeAs(a.functions());
    for (int i = 0; i < a.functions().size(); i++) {
      var f = Objects.requireNonNull(a.functions().get(i).function());
      var g = Objects.requireNonNull(b.functions().get(i).function());
      assertThat(List.of(g.domain(), g.name(), g.overload(), g.attributes(), g.opsets()))
          .isEqualTo(List.of(f.domain(), f.name(), f.overload(), f.attributes(), f.opsets()));
      attributes(f.defaults(), g.defaults());
      new Isomorphism().block(a.functions().get(i).body(), b.functions().get(i).body());
    }
    new Isomorphism().block(a.main().body(), b.main().body());
  }

  private void block(Block a, Block b) {
    assertThat(b.name()).isEqualTo(a.name());
    assertThat(b.facts()).isEqualTo(a.facts());
    assertThat(b.params()).hasSameSizeAs(a.params());
    for (int i = 0; i < a.params().size(); i++) {
      value(a.params().get(i), b.params().get(i));
      tensor(a.params().get(i).initial(), b.params().get(i).initial());
    }
    assertThat(b.size()).isEqualTo(a.size());
    var nodes = b.iterator();
    for (var n : a) {
      node(n, nodes.next());
    }
    assertThat(b.results()).hasSameSizeAs(a.results());
    for (int i = 0; i < a.results().size(); i++) {
      assertThat(b.result(i)).isSameAs(match.get(a.result(i)));
      assertThat(b.signature(i)).isEqualTo(a.signature(i));
    }
  }

  private void value(Value a, Value b) {
    assertThat(b.name()).isEqualTo(a.name());
    assertThat(b.type()).isEqualTo(a.type());
    assertThat(b.facts()).isEqualTo(a.facts());
    match.put(a, b);
  }

  private void node(Node a, Node b) {
    assertThat(b.name()).isEqualTo(a.name());
    assertThat(b.loc()).isEqualTo(a.loc());
    assertThat(b.facts()).isEqualTo(a.facts());
    switch (a.op()) {
      case Const(var tensor) -> tensor(tensor, ((Const) b.op()).tensor());
      case Foreign f -> {
        var g = (Foreign) b.op();
        assertThat(List.of(g.domain(), g.name(), g.overload(), g.opset()))
            .isEqualTo(List.of(f.domain(), f.name(), f.overload(), f.opset()));
        attributes(f.attrs().all(), g.attrs().all());
      }
      default -> record((Record) a.op(), (Record) b.op());
    }
    var operands = new ArrayList<@Nullable Value>();
    a.operands().forEach(u -> operands.add(u.value() == null ? null : match.get(u.value())));
    assertThat(b.inputValues()).isEqualTo(operands);
    assertThat(b.regions()).hasSameSizeAs(a.regions());
    for (int i = 0; i < a.regions().size(); i++) {
      block(a.regions().get(i), b.regions().get(i));
    }
    assertThat(b.results()).hasSameSizeAs(a.results());
    for (int i = 0; i < a.results().size(); i++) {
      value(a.result(i), b.result(i));
    }
  }

  private static void record(Record a, Record b) {
    assertThat(b.getClass()).isEqualTo(a.getClass());
    var components = Components.of(a.getClass());
    for (var c : components.all()) {
      var mine = components.getOrNull(a, c);
      var theirs = components.getOrNull(b, c);
      if (mine instanceof Tensor t && theirs instanceof Tensor u) {
        tensor(t, u);
      } else {
        assertThat(theirs).as("%s of %s", c.getName(), a).isEqualTo(mine);
      }
    }
  }

  private static void attributes(List<Attr> a, List<Attr> b) {
    assertThat(b).hasSameSizeAs(a);
    for (int i = 0; i < a.size(); i++) {
      assertThat(b.get(i).name()).isEqualTo(a.get(i).name());
      assertThat(b.get(i).residue()).isEqualTo(a.get(i).residue());
      switch (a.get(i).value()) {
        case AttrValue.Tens(var t) -> tensor(t, ((AttrValue.Tens) b.get(i).value()).value());
        case AttrValue.Tensors(var ts) -> {
          var others = ((AttrValue.Tensors) b.get(i).value()).values();
          assertThat(others).hasSameSizeAs(ts);
          for (int k = 0; k < ts.size(); k++) {
            tensor(ts.get(k), others.get(k));
          }
        }
        case AttrValue.Real(float v) ->
            assertThat(Float.floatToRawIntBits(((AttrValue.Real) b.get(i).value()).value()))
                .isEqualTo(Float.floatToRawIntBits(v));
        default -> assertThat(b.get(i).value()).isEqualTo(a.get(i).value());
      }
    }
  }

  private static void tensor(@Nullable Tensor a, @Nullable Tensor b) {
    if (a == null || b == null) {
      assertThat(b).isNull();
      assertThat(a).isNull();
      return;
    }
    assertThat(b.type()).isEqualTo(a.type());
    if (a instanceof Tensor.Strings || a instanceof Tensor.Splat) {
      assertThat(b).isEqualTo(a);
    } else if (a instanceof Tensor.Derived(_, var recipe, var sources)) {
      var other = (Tensor.Derived) b;
      assertThat(other.recipe()).isEqualTo(recipe);
      for (int i = 0; i < sources.size(); i++) {
        tensor(sources.get(i), other.sources().get(i));
      }
    } else {
      assertThat(b.content().mismatch(a.content())).as("%s", a.type()).isEqualTo(-1);
    }
  }
}
