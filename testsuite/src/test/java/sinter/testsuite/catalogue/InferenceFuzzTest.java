package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.Block;
import sinter.ir.Builder;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.OptionalType;
import sinter.ir.type.Type.SequenceType;
import sinter.ir.type.Type.TensorType;

/** Whatever a file says of attributes and operands, typing a node reports or gives up, and makes no negative extent. */
final class InferenceFuzzTest {
  private static final long SEED = 5;
  private static final int RUNS = 1500;
  private static final long[] NUMBERS = {
    -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 64, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final DType[] COMMON = {DType.F32, DType.F32, DType.I64, DType.U8, DType.BOOL};

  private final Random random = new Random(SEED);

  @Test
  void typingNeverThrowsAndNeverGoesBelowZero() {
    var complaints = new ArrayList<String>();
    int typed = 0;
    for (var entry : OpCatalog.get().all()) {
      if (entry.schema() == null || entry.schema().onnx() == null) {
        continue;
      }
      var found = new ArrayList<String>();
      for (int run = 0; run < RUNS; run++) {
        typed += run(entry, found) ? 1 : 0;
      }
      complaints.addAll(found.subList(0, Math.min(3, found.size())));
    }
    assertThat(complaints).as("seed " + SEED).isEmpty();
    assertThat(typed).isGreaterThan(50_000);
  }

  /** Whether the random form was one of the op. */
  private boolean run(OpCatalog.Entry entry, List<String> complaints) {
    var schema = entry.schemaOrThrow();
    var onnx = Objects.requireNonNull(schema.onnx());
    try (var model = new Model(new WeightStore())) {
      var build = new Builder(model, model.main().body(), new Diagnostics());
      var operands = operands(schema, build, model.main().body());
      int results = Math.max(1, random.nextInt(schema.outputs().size() + 2));
      var since = onnx.since().get(random.nextInt(onnx.since().size()));
      var attrs = attrs(entry, onnx);
      var form =
          new Onnx.Form(
              since,
              attrs,
              operands.stream().map(Objects::nonNull).toList(),
              Collections.nCopies(results, true),
              null);
      try {
        var reading = OnnxCodec.read(entry, form);
        if (reading == null) {
          return false;
        }
        var node = model.node(reading.op(), operands, results, Loc.UNKNOWN);
        onnx.regionAttributes().forEach(_ -> region(node));
        model.main().body().append(node);
        use(node);
        negative(node, complaints);
        return true;
      } catch (RuntimeException | StackOverflowError e) {
        var at = e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0].toString();
        complaints.add(entry.name() + " " + attrs + ": " + e + " at " + at);
        return false;
      }
    }
  }

  private static void use(Node node) {
    Typing.infer(node, new Diagnostics());
    node.op().cost(node);
    if (node.operands().stream().allMatch(u -> u.value() == null || u.value().constant() != null)) {
      node.op().eval(node);
    }
    for (long version : new long[] {1, 6, 7, 11, 13, 18, 21, Onnx.NEWEST}) {
      OnnxCodec.write(node.op(), version, node);
    }
  }

  private static void negative(Node node, List<String> complaints) {
    for (var r : node.results()) {
      boolean negative =
          r.tensorType().shape() instanceof Shape.Ranked(var dims)
              && dims.stream().anyMatch(d -> d.isConst() && d.constant() < 0);
      if (negative) {
        complaints.add(
            node.op()
                + " gives "
                + r.type()
                + " for "
                + node.operands().stream().map(u -> String.valueOf(u.value())).toList());
      }
    }
  }

  private void region(Node node) {
    var region = node.addRegion();
    int params = random.nextInt(4);
    for (int i = 0; i < params; i++) {
      region.addParam("p" + i, type());
    }
    for (var p : region.params()) {
      if (random.nextInt(3) > 0) {
        region.addResult(p, Block.Signature.NONE);
      }
    }
  }

  private List<@Nullable Value> operands(Schema schema, Builder build, Block body) {
    var values = new ArrayList<@Nullable Value>();
    for (var slot : schema.inputs()) {
      int times =
          switch (slot.arity()) {
            case ONE -> 1;
            case OPTIONAL -> 1;
            case VARIADIC -> random.nextInt(4);
          };
      for (int i = 0; i < times; i++) {
        boolean absent = slot.arity() == Schema.Arity.OPTIONAL && random.nextInt(3) == 0;
        values.add(
            absent
                ? null
                : random.nextInt(2) == 0
                    ? build.constant(constant())
                    : body.addParam("x" + values.size(), type()));
      }
    }
    return values;
  }

  private Tensor constant() {
    int size = random.nextInt(5);
    var dtype = random.nextInt(3) == 0 ? DType.F32 : DType.I64;
    List<Long> dims = random.nextInt(3) == 0 ? List.of() : List.of((long) size);
    var values = new long[dims.isEmpty() ? 1 : size];
    for (int i = 0; i < values.length; i++) {
      values[i] = number();
    }
    if (dtype == DType.I64) {
      return Tensor.ofLongs(dtype, dims, values);
    }
    var reals = new double[values.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = random.nextInt(5) == 0 ? Double.NaN : values[i] / 2.0;
    }
    return Tensor.ofDoubles(dtype, dims, reals);
  }

  private long number() {
    return random.nextInt(3) == 0
        ? NUMBERS[random.nextInt(NUMBERS.length)]
        : NUMBERS[random.nextInt(7)];
  }

  private Type type() {
    return switch (random.nextInt(12)) {
      case 0 -> Type.OPAQUE;
      case 1 -> new TensorType(COMMON[random.nextInt(COMMON.length)], Shape.UNRANKED);
      case 2 -> random.nextBoolean() ? new SequenceType(type()) : new OptionalType(type());
      default -> tensor();
    };
  }

  private Type tensor() {
    var dims = new ArrayList<Dim>();
    int rank = random.nextInt(6);
    for (int i = 0; i < rank; i++) {
      dims.add(
          switch (random.nextInt(6)) {
            case 0 -> Dim.UNKNOWN;
            case 1 -> Dim.sym(random.nextBoolean() ? "N" : "M");
            case 2 -> Dim.of(random.nextInt(3) == 0 ? 0 : 12);
            default -> Dim.of(1 + random.nextInt(6));
          });
    }
    var dtype =
        random.nextInt(4) == 0
            ? Objects.requireNonNull(DType.ofOnnx(1 + random.nextInt(26)))
            : COMMON[random.nextInt(COMMON.length)];
    return new TensorType(dtype, Shape.of(dims));
  }

  private Attrs attrs(OpCatalog.Entry entry, Onnx onnx) {
    var list = new ArrayList<Attr>();
    OnnxCodec.attributes(entry)
        .forEach((name, type) -> {
          if (random.nextInt(3) > 0) {
            list.add(new Attr(name, value(type, name)));
          }
        });
    onnx.all(Onnx.Trait.Moved.class)
        .forEach(m -> {
          if (random.nextBoolean()) {
            list.add(new Attr(m.attribute(), ints()));
          }
        });
    return new Attrs(list);
  }

  private AttrValue ints() {
    var list = new ArrayList<Long>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      list.add(number());
    }
    return new AttrValue.Ints(list);
  }

  private AttrValue value(Class<?> type, String name) {
    if (type.isEnum()) {
      var all = type.getEnumConstants();
      return text(all[random.nextInt(all.length)].toString());
    }
    if (type == List.class) {
      return random.nextInt(4) == 0 ? new AttrValue.Reals(List.of(1f, 2f)) : ints();
    }
    if (type == float.class || type == Float.class) {
      return new AttrValue.Real(random.nextInt(4) == 0 ? Float.NaN : random.nextFloat());
    }
    if (type == boolean.class || type == DType.class) {
      return new AttrValue.Int(random.nextInt(3));
    }
    if (type == String.class || type == Bytes.class) {
      return text(name.equals("equation") ? equation() : "abc");
    }
    if (type == Tensor.class) {
      return new AttrValue.Tens(constant());
    }
    return type == Type.class ? new AttrValue.TypeOf(type()) : new AttrValue.Int(number());
  }

  private String equation() {
    var parts = List.of("ij", "jk", "...ij", "ii", "i", "", "...", "ijk", "->", "1");
    var out = new StringBuilder(parts.get(random.nextInt(parts.size())));
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(random.nextInt(3) == 0 ? "->" : ",")
          .append(parts.get(random.nextInt(parts.size())));
    }
    return out.toString();
  }

  private static AttrValue text(String value) {
    return new AttrValue.Str(Bytes.utf8(value));
  }
}
