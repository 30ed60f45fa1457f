package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.op.AttrValue.Int;
import sinter.ir.op.AttrValue.Ints;
import sinter.ir.op.AttrValue.Real;
import sinter.ir.op.AttrValue.Str;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.op.Conversion.Clip;
import sinter.ir.op.Elementwise.Max;
import sinter.ir.op.Indexing.Reduction;
import sinter.ir.op.Indexing.ScatterElements;
import sinter.ir.op.Reduce.ReduceMean;
import sinter.ir.op.Selection.TopK;
import sinter.ir.op.Shaping.Dropout;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Slicing.Pad;
import sinter.ir.op.Slicing.PadMode;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.op.Slicing.Split;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Ops in the forms that their ONNX versions have. */
class FormsTest {
  /** What a node of {@code name} at {@code opset} is read as: operands of these types, one result. */
  private static Onnx.@Nullable Reading read(
      String name, int opset, Attrs attrs, TensorType... operands) {
    var node = Typed.of(new Foreign("", name, "", opset, attrs), 1, (Object[]) operands).node();
    var present = List.of(operands).stream().map(_ -> true).toList();
    for (var entry : OpCatalog.get().onnx("", name)) {
      int since = Objects.requireNonNull(entry.schemaOrThrow().onnx()).sinceAt(opset);
      var form = new Onnx.Form(since, attrs, present, List.of(true), node);
      if (since != 0 && OnnxCodec.read(entry, form) instanceof Onnx.Reading reading) {
        return reading;
      }
    }
    return null;
  }

  private static Tensor operand(Onnx.Reading reading, int index) {
    return Objects.requireNonNull(reading.operands().get(index));
  }

  private static Attrs attrs(Object... namesAndValues) {
    var all = Attrs.NONE;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all = all.with((String) namesAndValues[i], (AttrValue) namesAndValues[i + 1]);
    }
    return all;
  }

  private static @Nullable Attrs written(Op op, int opset, @Nullable Object... operands) {
    var writing = OnnxCodec.write(op, opset, Typed.of(op, 1, operands).node());
    return writing == null ? null : writing.attrs();
  }

  @Test
  void clipLimitsWereSingleAttributes() {
    var reading = read("Clip", 6, attrs("max", new Real(6)), t(DType.F16, 4));
    assertThat(reading).isNotNull();
    assertThat(reading.op()).isEqualTo(new Clip());
    assertThat(operand(reading, 2).dtype()).isEqualTo(DType.F16);
    assertThat(operand(reading, 2).doubleAt(0)).isEqualTo(6);
    assertThat(operand(reading, 1).doubleAt(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read("Clip", 6, Attrs.NONE, Typed.f32(2))).isNotNull();
    assertThat(read("Clip", 6, Attrs.NONE, new TensorType(null, f32(2).shape()))).isNull();
  }

  @Test
  void clipWithoutALimitIsNotWhatItsOldFormSays() {
    var six = Tensor.scalar(DType.F32, 6);
    var least = Tensor.scalar(DType.F32, -Float.MAX_VALUE);
    assertThat(written(new Clip(), 6, f32(4), least, six)).isEqualTo(attrs("max", new Real(6)));
    assertThat(written(new Clip(), 6, f32(4), null, six)).isNull();
    assertThat(written(new Clip(), 11, f32(4), null, six)).isEqualTo(Attrs.NONE);
    assertThat(written(new Clip(), 6, f32(4), f32(), six)).isNull();
  }

  @Test
  void attributesBecomeOperands() {
    var slice = read("Slice", 9, attrs("starts", ints(1), "ends", ints(3)), f32(4));
    assertThat(slice).isNotNull();
    assertThat(slice.op()).isEqualTo(new Slice());
    assertThat(slice.operands().keySet()).containsExactlyInAnyOrder(1, 2);
    assertThat(read("Slice", 9, attrs("starts", ints(1)), f32(4))).isNull();
    var topK = read("TopK", 9, attrs("k", new Int(3)), f32(4));
    assertThat(topK).isNotNull();
    assertThat(operand(topK, 1).dims()).containsExactly(1L);
    assertThat(written(new TopK(-1, true, true), 9, f32(4), Tensor.vector(List.of(3L))))
        .isEqualTo(attrs("k", new Int(3)));
    assertThat(written(new TopK(-1, false, true), 10, f32(4), Tensor.vector(List.of(3L)))).isNull();
    assertThat(written(new Reshape(), 4, f32(4), Tensor.vector(List.of(2L, 2L))))
        .isEqualTo(attrs("shape", ints(2, 2)));
    assertThat(written(new Reshape(true), 13, f32(4), Tensor.vector(List.of(4L)))).isNull();
    assertThat(written(new ReduceMean(false, false), 13, f32(4), Tensor.vector(List.of(0L))))
        .isEqualTo(attrs("keepdims", new Int(0), "axes", ints(0)));
    assertThat(written(new ReduceMean(true, false), 13, f32(4), t(DType.I64, 1))).isNull();
  }

  private static Ints ints(long... values) {
    return new Ints(Arrays.stream(values).boxed().toList());
  }

  @Test
  void valuesOfAttributesHaveTheirVersions() {
    var wrap = attrs("mode", new Str(Bytes.utf8("wrap")));
    assertThat(read("Pad", 18, wrap, f32(4), t(DType.I64, 2))).isNull();
    assertThat(read("Pad", 19, wrap, f32(4), t(DType.I64, 2))).isNotNull();
    var pads = Tensor.vector(List.of(1L, 1L));
    assertThat(written(new Pad(PadMode.WRAP), 18, f32(4), pads)).isNull();
    assertThat(written(new Pad(PadMode.EDGE), 2, f32(4), pads))
        .isEqualTo(attrs("mode", new Str(Bytes.utf8("edge")), "pads", ints(1, 1)));
    var max = new ScatterElements(0, Reduction.MAX);
    assertThat(written(max, 16, f32(4), t(DType.I64, 1), f32(1))).isNull();
    assertThat(written(max, 18, f32(4), t(DType.I64, 1), f32(1))).isNotNull();
  }

  @Test
  void regionsAreNeverAbsent() {
    var then = attrs("then_branch", new AttrValue.Region(0));
    assertThat(read("If", 17, Attrs.NONE, t(DType.BOOL))).isNull();
    assertThat(read("If", 17, then, t(DType.BOOL))).isNull();
    assertThat(read("If", 17, then.with("else_branch", new AttrValue.Region(1)), t(DType.BOOL)))
        .isNotNull();
  }

  @Test
  void variadicOpsDidNotBroadcast() {
    assertThat(written(new Max(), 7, f32(4), f32(1))).isNull();
    assertThat(written(new Max(), 8, f32(4), f32(1))).isNotNull();
    assertThat(written(new Max(), 7, f32("N"), f32("?"))).isNotNull();
  }

  @Test
  void arithmeticBroadcastOnDemandOnly() {
    assertThat(read("Add", 6, Attrs.NONE, f32(4), f32(4))).isNotNull();
    assertThat(read("Add", 6, attrs("broadcast", new Int(1)), f32(4), f32(4))).isNull();
    assertThat(read("Add", 7, attrs("broadcast", new Int(1)), f32(4), f32(4))).isNull();
    assertThat(written(new Elementwise.Add(), 6, f32(4), f32(4))).isEqualTo(Attrs.NONE);
    assertThat(written(new Elementwise.Add(), 6, f32(4), f32())).isNull();
    assertThat(written(new Elementwise.Add(), 7, f32(4), f32())).isNotNull();
  }

  @Test
  void splitNamesTheNumberOfItsPiecesSince18() {
    assertThat(written(new Split(0), 13, f32(4))).isEqualTo(Attrs.NONE);
    assertThat(written(new Split(0), 18, f32(4))).isNull();
    assertThat(written(new Split(0, 1L), 18, f32(4))).isEqualTo(attrs("num_outputs", new Int(1)));
    assertThat(written(new Split(0, 1L), 13, f32(4))).isNull();
    assertThat(read("Split", 18, Attrs.NONE, f32(4))).isNull();
  }

  @Test
  void dropoutIsReadWhereItDoesNothing() {
    assertThat(read("Dropout", 7, attrs("ratio", new Real(0.25f)), f32(4))).isNotNull();
    assertThat(read("Dropout", 6, attrs("is_test", new Int(1)), f32(4))).isNull();
    assertThat(read("Dropout", 13, Attrs.NONE, f32(4), f32())).isNotNull();
    assertThat(read("Dropout", 13, Attrs.NONE, f32(4), f32(), t(DType.BOOL))).isNull();
    assertThat(written(new Dropout(null), 10, f32(4), Tensor.scalar(DType.F32, 0.25)))
        .isEqualTo(attrs("ratio", new Real(0.25f)));
  }

  @Test
  void softmaxOfOldVersionsIsAnotherOp() {
    var rows = read("Softmax", 11, Attrs.NONE, f32(2, 3, 4));
    assertThat(rows).isNotNull();
    assertThat(rows.op()).isEqualTo(new Normalizer.SoftmaxRows(1));
    var axis = read("Softmax", 13, Attrs.NONE, f32(2, 3, 4));
    assertThat(axis).isNotNull();
    assertThat(axis.op()).isEqualTo(new Normalizer.Softmax(-1));
  }

  @Test
  void defaultsAreNotWritten() {
    assertThat(written(new Cast(DType.I64), 25, f32(4))).isEqualTo(attrs("to", new Int(7)));
    var exact = new Cast(DType.F8E4M3FN, false, Conversion.RoundMode.UP);
    assertThat(written(exact, 18, f32(4))).isNull();
    assertThat(written(exact, 19, f32(4)))
        .isEqualTo(attrs("to", new Int(17), "saturate", new Int(0)));
  }
}
