package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sinter.frontend.text.TextReader;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.op.Components;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.ir.type.DType;
import sinter.ir.type.Type.SequenceType;
import sinter.ir.type.Type.TensorType;

/** Every op of the catalogue can be said in text, whatever its attributes are. */
class CatalogueTextTest {
  private static final int DRAWS = 2000;
  private static final int ENOUGH = 20;

  @TestFactory
  Stream<DynamicTest> everyOpReadsBack() {
    return OpCatalog.get().all().stream()
        .filter(entry -> entry.schema() != null)
        .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> check(entry)));
  }

  private static void check(OpCatalog.Entry entry) {
    var random = new SplittableRandom(entry.name().hashCode());
    int made = 0;
    for (int i = 0; i < DRAWS && made < ENOUGH; i++) {
      if (draw(entry.type(), random) instanceof Op op) {
        check(entry.schemaOrThrow(), op);
        made++;
      }
    }
    assertThat(made)
        .as("ops of %s from seed %s", entry.name(), entry.name().hashCode())
        .isPositive();
  }

  private static void check(Schema schema, Op op) {
    try (var model = new Model(new WeightStore())) {
      var body = model.main().body();
      var operands = new ArrayList<Value>();
      for (var slot : schema.inputs()) {
        operands.add(body.addParam(slot.name(), TensorType.ANY));
      }
      var node = model.node(op, operands, schema.outputs().size(), Loc.UNKNOWN);
      int regions = schema.onnx() == null ? 0 : schema.onnx().regionAttributes().size();
      for (int i = 0; i < regions; i++) {
        node.addRegion().addResult(operands.getFirst(), Block.Signature.NONE);
      }
      body.append(node);
      var text = Printer.print(model, Style.FULL);
      var diagnostics = new Diagnostics();
      try (var again = new TextReader(null, diagnostics).read(new Source("op.sir", text))) {
        assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(text).isEmpty();
        Isomorphism.check(model, Objects.requireNonNull(again));
        assertThat(Printer.print(again, Style.FULL)).isEqualTo(text);
      }
    }
  }

  /** A record with random components, or null when its constructor refuses them. */
  private static @Nullable Record draw(Class<?> type, SplittableRandom random) {
    var components = Components.of(type);
    var values = new ArrayList<@Nullable Object>();
    for (RecordComponent c : components.all()) {
      boolean isAbsent = Components.isNullable(c) && random.nextBoolean();
      var value = isAbsent ? null : value(c.getType(), c.getGenericType(), random);
      if (value == null && !isAbsent) {
        return null;
      }
      values.add(value);
    }
    try {
      return components.create(values);
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  private static @Nullable Object value(Class<?> type, Type generic, SplittableRandom random) {
    if (type == List.class) {
      var element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      var list = new ArrayList<Object>();
      for (int i = random.nextBoolean() ? 2 : random.nextInt(5); i > 0; i--) {
        list.add(Objects.requireNonNull(value(element, element, random)));
      }
      return list;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (type == long.class || type == Long.class) {
      return random.nextInt(9) == 0 ? random.nextLong() : random.nextLong(0, 3);
    }
    if (type == int.class || type == Integer.class) {
      return random.nextInt(4);
    }
    if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == float.class || type == Float.class) {
      return random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextGaussian();
    }
    if (type == double.class || type == Double.class) {
      return random.nextGaussian();
    }
    if (type == String.class) {
      return random.nextBoolean() ? "ij,jk->ik" : "a\"\\";
    }
    if (type == Bytes.class) {
      return Bytes.of(new byte[] {(byte) random.nextInt(), 0});
    }
    if (type == Tensor.class) {
      return Tensor.vector(List.of(random.nextLong(), 1L));
    }
    if (type == sinter.ir.type.Type.class) {
      return new SequenceType(TensorType.of(DType.F32, 2));
    }
    return type.isRecord() ? draw(type, random) : null;
  }
}
