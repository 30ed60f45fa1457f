package sinter.testsuite.text;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Loc;
import sinter.ir.op.Activation;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Control;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Models that use everything the text can say, whether or not they make sense as computations. */
final class RandomModels {
  private static final List<String> NAMES =
      List.of(
          "x",
          "y",
          "conv1/Relu.output_0",
          "onnx::Conv_12",
          "12",
          "",
          "a b",
          "\"q\\",
          "größe",
          "line\nbreak",
          "graph",
          "type",
          "_",
          "if",
          "日本");

  private final SplittableRandom random;
  private final Model model = new Model(new WeightStore());

  RandomModels(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Model draw() {
    model.setIrVersion(random.nextInt(0, 14));
    model.opsets().put("", (long) random.nextInt(1, 28));
    if (random.nextBoolean()) {
      model.opsets().put(name(), random.nextLong());
    }
    model.setFacts(facts());
    for (int i = random.nextInt(3); i > 0; i--) {
      function();
    }
    body(model.main().body(), List.of(), 0);
    return model;
  }

  private void function() {
    var signature =
        new Graph.Signature(
            pick(List.of("", "onnx", "ai.onnx", "my domain")),
            pick(NAMES),
            random.nextBoolean() ? "" : pick(NAMES),
            random.nextBoolean() ? List.of() : List.of(name(), name()),
            random.nextBoolean() ? List.of() : List.of(attribute(0), attribute(0)),
            Map.of("", 17L));
    body(model.addFunction(signature).body(), List.of(), 0);
  }

  private String name() {
    return pick(NAMES);
  }

  private <E> E pick(List<E> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Bytes bytes() {
    if (random.nextBoolean()) {
      return Bytes.utf8(name());
    }
    var content = new byte[random.nextInt(9)];
    random.nextBytes(content);
    return Bytes.of(content);
  }

  private Facts facts() {
    var facts = Facts.NONE;
    if (random.nextInt(6) == 0) {
      facts = facts.with(new Fact.Residue(bytes()));
    }
    if (random.nextInt(6) == 0) {
      facts = facts.with(new Fact.Declared(type(2)));
    }
    return random.nextInt(9) == 0 ? facts.with(new Fact.Sparse(bytes())) : facts;
  }

  private void body(Block block, List<Value> outer, int depth) {
    if (random.nextBoolean()) {
      block.setName(name());
    }
    block.setFacts(facts());
    var visible = new ArrayList<>(outer);
    for (int i = random.nextInt(4); i > 0; i--) {
      var param = block.addParam(random.nextInt(4) == 0 ? null : name(), type(2));
      param.setFacts(facts());
      if (random.nextInt(4) == 0) {
        param.setInitial(tensor(1));
      }
      visible.add(param);
    }
    for (int i = random.nextInt(depth == 0 ? 12 : 4); i > 0; i--) {
      node(block, visible, depth);
    }
    for (int i = visible.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) {
      block.addResult(pick(visible), signature());
    }
  }

  private Block.Signature signature() {
    return random.nextInt(3) == 0
        ? Block.Signature.NONE
        : new Block.Signature(name(), random.nextBoolean() ? Type.OPAQUE : type(1), facts());
  }

  private void node(Block block, List<Value> visible, int depth) {
    if (random.nextInt(3) == 0) {
      var tensor = tensor(2);
      var node = model.node(new Const(tensor), List.of(), 1, loc(2));
      node.result(0).setType(random.nextInt(4) == 0 ? type(1) : tensor.type());
      describe(block, node, visible);
      return;
    }
    int regions = depth < 2 && random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0;
    var op = op(visible, regions);
    var operands = new ArrayList<@Nullable Value>();
    int count = op instanceof Foreign ? random.nextInt(4) : op instanceof Elementwise ? 2 : 1;
    for (int i = 0; i < count; i++) {
      boolean isAbsent = visible.isEmpty() || (op instanceof Foreign && random.nextInt(5) == 0);
      operands.add(isAbsent ? null : pick(visible));
    }
    var node = model.node(op, operands, op instanceof Foreign ? random.nextInt(4) : 1, loc(2));
    for (int i = 0; i < regions; i++) {
      body(node.addRegion(), visible, depth + 1);
    }
    node.results().forEach(r -> r.setType(type(2)));
    describe(block, node, visible);
  }

  private void describe(Block block, sinter.ir.Node node, List<Value> visible) {
    if (random.nextBoolean()) {
      node.setName(name());
    }
    node.setFacts(facts());
    for (var result : node.results()) {
      result.setName(random.nextInt(4) == 0 ? null : name());
      result.setFacts(facts());
    }
    block.append(node);
    node.results().stream().filter(r -> !"".equals(r.name())).forEach(visible::add);
  }

  private Op op(List<Value> visible, int regions) {
    if (regions == 2 && !visible.isEmpty() && random.nextBoolean()) {
      return new Control.If();
    }
    if (regions == 0 && !visible.isEmpty() && random.nextBoolean()) {
      return random.nextBoolean() ? new Elementwise.Add() : new Activation.Relu();
    }
    var attributes = new ArrayList<Attr>();
    for (int i = random.nextInt(5); i > 0; i--) {
      attributes.add(attribute(2));
    }
    for (int i = 0; i < regions; i++) {
      attributes.add(new Attr(name(), new AttrValue.Region(i)));
    }
    if (regions > 0) {
      attributes.add(
          new Attr(name(), new AttrValue.Regions(many(2, () -> random.nextInt(regions)))));
    }
    return new Foreign(
        pick(List.of("", "ai.onnx", "com.microsoft", "onnx", "a b")),
        name(),
        random.nextInt(4) == 0 ? name() : "",
        random.nextInt(30),
        new Attrs(attributes));
  }

  private Attr attribute(int depth) {
    return new Attr(name(), value(depth), random.nextInt(8) == 0 ? bytes() : Bytes.EMPTY);
  }

  private AttrValue value(int depth) {
    int count = random.nextInt(4);
    return switch (random.nextInt(depth == 0 ? 6 : 12)) {
      case 0 -> new AttrValue.Int(random.nextLong());
      case 1 -> new AttrValue.Real(real());
      case 2 -> new AttrValue.Str(bytes());
      case 3 -> new AttrValue.Ints(many(count, random::nextLong));
      case 4 -> new AttrValue.Reals(many(count, this::real));
      case 5 -> new AttrValue.Strs(many(count, this::bytes));
      case 6 -> new AttrValue.Tens(tensor(2));
      case 7 -> new AttrValue.Tensors(many(count, () -> tensor(1)));
      case 8 -> new AttrValue.Regions(List.of());
      case 9 ->
          random.nextBoolean()
              ? new AttrValue.TypeOf(type(2))
              : new AttrValue.Ref(name(), random.nextInt(15));
      case 10 -> new AttrValue.TypesOf(many(count, () -> type(1)));
      default -> new AttrValue.Message(random.nextInt(15), many(count, this::bytes));
    };
  }

  private static <E> List<E> many(int count, java.util.function.Supplier<E> element) {
    var list = new ArrayList<E>();
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  private float real() {
    return switch (random.nextInt(4)) {
      case 0 ->
          pick(
              List.of(
                  Float.NaN,
                  Float.NEGATIVE_INFINITY,
                  Float.POSITIVE_INFINITY,
                  -0.0f,
                  0.1f,
                  Float.MIN_VALUE));
      case 1 -> (float) random.nextInt(-9, 9);
      default -> Float.intBitsToFloat(random.nextInt());
    };
  }

  private Dim dim() {
    return switch (random.nextInt(6)) {
      case 0 -> Dim.UNKNOWN;
      case 1 -> Dim.sym(name());
      case 2 -> Dim.sym("N").times(Dim.sym("type")).plus(Dim.of(random.nextInt(-3, 9)));
      case 3 -> Dim.sym("N").floorDiv(Dim.of(2)).max(Dim.sym("M").mod(Dim.of(7)).minus(Dim.ONE));
      default -> Dim.of(random.nextInt(100));
    };
  }

  private Type type(int depth) {
    var dtype = random.nextInt(5) == 0 ? null : pick(List.of(DType.values()));
    var shape =
        random.nextInt(5) == 0 ? Shape.UNRANKED : Shape.of(many(random.nextInt(4), this::dim));
    return switch (random.nextInt(depth == 0 ? 4 : 9)) {
      case 0 -> Type.OPAQUE;
      case 4 -> new Type.SequenceType(type(depth - 1));
      case 5 -> new Type.OptionalType(type(depth - 1));
      case 6 -> new Type.MapType(DType.I64, type(depth - 1));
      case 7 -> new Type.SparseType(dtype, shape);
      default -> new TensorType(dtype, shape);
    };
  }

  private Loc loc(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 4)) {
      case 0 -> Loc.UNKNOWN;
      case 1 -> new Loc.Span(new sinter.ir.diag.Source(name(), ""), 3, 14, 15);
      case 2 -> new Loc.OnnxNode("m.onnx", name(), random.nextInt(1000));
      default -> new Loc.Fused("bn-into-conv", many(2, () -> loc(depth - 1)));
    };
  }

  private Tensor tensor(int depth) {
    var dims = many(random.nextInt(4), () -> (long) random.nextInt(0, 6));
    if (depth > 0 && random.nextInt(6) == 0) {
      return derived(dims, depth);
    }
    var dtype = pick(List.of(DType.values()));
    var type = new TensorType(dtype, Shape.ofLongs(dims));
    int size = (int) type.shape().elements().constant();
    if (dtype == DType.STRING) {
      return new Tensor.Strings(type, many(size, this::bytes));
    }
    if (dtype != DType.C128 && random.nextInt(4) == 0) {
      long mask = dtype.bits() == 64 ? -1L : (1L << dtype.bits()) - 1;
      return new Tensor.Splat(type, random.nextLong() & mask);
    }
    return dense(type, dtype.bytes(size));
  }

  private Tensor dense(TensorType type, long size) {
    var content = new byte[(int) size];
    random.nextBytes(content);
    var memory = Arena.ofAuto().allocate(Math.max(1, size));
    MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 0, size);
    var dtype = java.util.Objects.requireNonNull(type.dtype());
    long bits = dtype.bits() * type.shape().elements().constant();
    if (bits % 8 != 0) {
      int last = memory.get(ValueLayout.JAVA_BYTE, size - 1) & ((1 << (bits % 8)) - 1);
      memory.set(ValueLayout.JAVA_BYTE, size - 1, (byte) last);
    }
    return new Tensor.Dense(type, memory.asSlice(0, size));
  }

  private Tensor derived(List<Long> dims, int depth) {
    var leaf = new TensorType(DType.F32, Shape.ofLongs(dims));
    var source =
        depth > 1 && random.nextBoolean()
            ? derived(dims, depth - 1)
            : dense(leaf, 4 * leaf.shape().elements().constant());
    var type = source.type();
    return switch (random.nextInt(6)) {
      case 5 ->
          new Tensor.Derived(
              type, new Recipe.TruncatedNormal(random.nextLong(), 0.5, 0.02), List.of());
      case 0 -> new Tensor.Derived(type, Recipe.Reshape.INSTANCE, List.of(source));
      case 1 ->
          new Tensor.Derived(
              type, pick(List.of(Recipe.Pointwise.values())), List.of(source, source));
      case 2 ->
          new Tensor.Derived(
              type.withDType(DType.F16), new Recipe.Cast(DType.F16), List.of(source));
      case 3 -> {
        if (dims.isEmpty()) {
          yield source;
        }
        var factor = Tensor.splat(DType.F32, List.of(source.dims().getFirst()), 0.1);
        yield new Tensor.Derived(type, new Recipe.ScaleAxis(0), List.of(source, factor));
      }
      default -> {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < dims.size(); i++) {
          order.addFirst(i);
        }
        var shape = Shape.ofLongs(source.dims().reversed());
        yield new Tensor.Derived(type.withShape(shape), new Recipe.Permute(order), List.of(source));
      }
    };
  }
}
