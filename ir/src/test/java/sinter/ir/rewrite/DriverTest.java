package sinter.ir.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.Block;
import sinter.ir.Builder;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Activation.Relu;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** How rewrites are committed, refused, counted and bounded. */
class DriverTest {
  private final Model model = new Model(new WeightStore());
  private final Block body = model.main().body();
  private final Value x = body.addParam("x", TensorType.of(DType.F32, 4));
  private final Diagnostics diagnostics = new Diagnostics();
  private final Builder build = new Builder(model, body, diagnostics);

  private int drive(Journal journal, Rule... rules) {
    return new Driver(model, new Rules(List.of(rules)), journal, diagnostics).run();
  }

  @Test
  void aReplacementTakesTheNameOfWhatItReplaces() {
    var a = build.emit(new Add(), x, x);
    a.setName("sum");
    body.addResult(a, new Block.Signature("y", a.type(), Facts.NONE));
    var journal = new Journal();

    int count =
        drive(
            journal, Rule.on(Add.class, "add-to-relu", (_, n, rw) -> rw.emit(new Relu(), n.in(0))));

    assertThat(count).isEqualTo(1);
    assertThat(body.result(0).op()).isInstanceOf(Relu.class);
    assertThat(body.result(0).name()).isEqualTo("sum");
    assertThat(body.size()).isEqualTo(1);
    assertThat(journal.entries())
        .singleElement()
        .satisfies(e -> assertThat(e.rule()).isEqualTo("add-to-relu"));
  }

  @Test
  void aMissLeavesNoTraceButItsReason() {
    var a = build.emit(new Relu(), x);
    body.addResult(a, Block.Signature.NONE);
    var journal = new Journal(true, Long.MAX_VALUE);

    drive(
        journal,
        Rule.on(
            Relu.class,
            "never",
            (_, n, rw) -> {
              rw.constant(Tensor.scalar(DType.F32, 1));
              return rw.miss(n, "only %d operands", n.inputs());
            }));

    assertThat(body.size()).isEqualTo(1);
    assertThat(journal.misses())
        .singleElement()
        .satisfies(m -> assertThat(m.reason()).isEqualTo("only 1 operands"));
  }

  @Test
  void aRuleThatFailsDeclinesWithAWarningWhereThatIsForgiven() {
    var first = build.emit(new Relu(), x);
    body.addResult(build.emit(new Relu(), first), Block.Signature.NONE);
    var failing =
        Rule.on(
            Relu.class,
            "failing",
            (_, n, rw) -> {
              rw.emit(new Add(), n.in(0), n.in(0));
              throw new ArithmeticException("/ by zero");
            });
    var dropping = Rule.on(Relu.class, "dropping", (_, n, _) -> n.in(0));
    var rules = new Rules(List.of(failing, dropping));

    assertThatThrownBy(() -> drive(new Journal(), failing)).isInstanceOf(ArithmeticException.class);
    assertThat(first.hasOneUse()).isTrue();
    assertThat(new Driver(model, rules, new Journal(), diagnostics, true).run()).isEqualTo(2);

    assertThat(body.result(0)).isSameAs(x);
    assertThat(body.size()).isZero();
    assertThat(diagnostics.all())
        .singleElement()
        .satisfies(d -> assertThat(d.code()).isEqualTo(Code.RULE_FAILED))
        .satisfies(
            d -> assertThat(d.message()).contains("rule failing failed at Relu", "/ by zero"));
  }

  @Test
  void aReplacementOfAnotherTypeIsABug() {
    body.addResult(build.emit(new Relu(), x), Block.Signature.NONE);

    assertThatThrownBy(() ->
            drive(
                new Journal(),
                Rule.on(
                    Relu.class, "wrong", (_, _, rw) -> rw.constant(Tensor.scalar(DType.F32, 1)))))
        .isInstanceOf(CompilerBug.class)
        .hasMessageContaining("wrong");
  }

  @Test
  void rulesThatUndoEachOtherEndInAWarningThatNamesThem() {
    body.addResult(build.emit(new Relu(), x), Block.Signature.NONE);

    drive(
        new Journal(),
        Rule.on(Relu.class, "there", (_, n, rw) -> rw.emit(new Add(), n.in(0), n.in(0))),
        Rule.on(Add.class, "back", (_, n, rw) -> rw.emit(new Relu(), n.in(0))));

    assertThat(diagnostics.all()).extracting(Diagnostic::code).containsExactly(Code.REWRITE_BUDGET);
    assertThat(diagnostics.all().getFirst().message()).contains("there").contains("back");
  }

  @Test
  void theLimitStopsAfterThatManyRewrites() {
    var a = build.emit(new Relu(), build.emit(new Relu(), build.emit(new Relu(), x)));
    body.addResult(a, Block.Signature.NONE);
    var journal = new Journal(false, 1);

    drive(journal, Rules.canonical().toArray(Rule[]::new));

    assertThat(journal.size()).isEqualTo(1);
    assertThat(body.size()).isEqualTo(2);
  }

  @Test
  void operandsThatNothingReadsGoToo() {
    var c = build.constant(Tensor.ofDoubles(DType.F32, List.of(4L), 1, 2, 3, 4));
    var a = build.emit(new Add(), x, c);
    body.addResult(a, Block.Signature.NONE);

    drive(new Journal(), Rule.on(Add.class, "drop", (_, n, _) -> n.in(0)));

    assertThat(body.size()).isZero();
    assertThat(body.result(0)).isSameAs(x);
  }
}
