package sinter.ir.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;

/**
 * The element types that ONNX's operators of the default domain take, in their newest versions up to {@link
 * Onnx#NEWEST}. Operators and operands that are not listed take all, and so do operators of other domains.
 */
public final class ElementTypes {
  private static final Map<String, List<@Nullable Set<DType>>> BY_OPERATOR = table();

  private ElementTypes() {}

  /** The element types of operand {@code index} of {@code op}, by kind and width; null for any. */
  public static @Nullable Set<DType> of(Op op, int index) {
    var schema = OpCatalog.get().of(op).schema();
    return schema == null || schema.onnx() == null ? null : of(schema.onnx(), index);
  }

  /** The same for operator {@code onnx}. */
  public static @Nullable Set<DType> of(Onnx onnx, int index) {
    var operands = onnx.domain().isEmpty() ? BY_OPERATOR.get(onnx.name()) : null;
    if (operands == null) {
      return null;
    }
    boolean isOfAll = operands.size() == 1;
    return isOfAll ? operands.getFirst() : index < operands.size() ? operands.get(index) : null;
  }

  /** The default-domain operators that do not take all element types. */
  public static Set<String> operators() {
    return BY_OPERATOR.keySet();
  }

  private static Map<String, List<@Nullable Set<DType>>> table() {
    var table = new HashMap<String, List<@Nullable Set<DType>>>();
    row(table, "i32", "GRU:4 LSTM:4 QLinearConv:8 RNN:4");
    row(
        table,
        "i64",
        "AffineGrid:1 Attention:6 Col2Im:1,2 ConstantOfShape Expand:1 GatherND:1 Loop:0 "
            + "MaxUnpool:1,2 NonMaxSuppression:2 Pad:1 ReduceL1:1 ReduceL2:1 ReduceLogSum:1 "
            + "ReduceLogSumExp:1 ReduceMax:1 ReduceMean:1 ReduceMin:1 ReduceProd:1 ReduceSum:1 "
            + "ReduceSumSquare:1 Reshape:1 Resize:3 ReverseSequence:1 RoiAlign:2 "
            + "RotaryEmbedding:3 ScatterND:1 Split:1 Squeeze:1 TensorScatter:2 Tile:1 TopK:1 "
            + "Trilu:1 Unsqueeze:1");
    row(table, "f32", "DynamicQuantizeLinear NonMaxSuppression:0,1,3,4 QLinearConv:1,4,6 Resize:2");
    row(table, "bool", "And Compress:1 Dropout:2 If Loop:1 Not Or Where:0 Xor");
    row(table, "str", "RegexFullMatch StringConcat StringSplit");
    row(table, "i8 u8", "ConvInteger MatMulInteger QLinearConv:0,2,3,5,7");
    row(
        table,
        "i32 i64",
        "BlackmanWindow CenterCropPad:1 CumProd:1 CumSum:1 Gather:1 GatherElements:1 "
            + "HammingWindow HannWindow NegativeLogLikelihoodLoss:1 Pad:3 ScatterElements:1 "
            + "SequenceAt:1 SequenceErase:1 SequenceInsert:2 Slice:1,2,3,4 "
            + "SoftmaxCrossEntropyLoss:1 SplitToSequence:1");
    row(table, "f16 bf16 f32", "QLinearMatMul:1,4,6 RotaryEmbedding:0,1,2");
    row(table, "f16 f32 f64", "Resize:1");
    row(table, "i32 f16 bf16 f32", "QuantizeLinear:0");
    row(table, "u8 u16 u32 u64", "BitShift");
    row(table, "f8e8m0 f16 bf16 f32", "DequantizeLinear:1");
    row(
        table,
        "f16 bf16 f32 f64",
        "Acos Acosh AffineGrid:0 Asin Asinh Atan Atanh Attention:0,1,2,4,5 AveragePool "
            + "BatchNormalization Bernoulli Ceil Celu Conv ConvTranspose Cos Cosh DeformConv "
            + "Det Elu Erf Exp Floor GRU:0,1,2,3,5 Gelu GlobalAveragePool GlobalLpPool "
            + "GlobalMaxPool GridSample:1 GroupNormalization HardSigmoid HardSwish Hardmax "
            + "InstanceNormalization LRN LSTM:0,1,2,3,5,6,7 LayerNormalization LeakyRelu Log "
            + "LogSoftmax LpNormalization LpPool MaxRoiPool MaxUnpool:0 Mean "
            + "MeanVarianceNormalization Mish Multinomial NegativeLogLikelihoodLoss:0,2 "
            + "RMSNormalization RNN:0,1,2,3,5 Reciprocal RoiAlign:0,1 Round Selu Sigmoid Sin "
            + "Sinh Softmax SoftmaxCrossEntropyLoss:0,2 Softplus Softsign Sqrt Sum SwiGLU Swish "
            + "Tan Tanh ThresholdedRelu");
    row(table, "i32 f8e8m0 f16 bf16 f32", "QuantizeLinear:1");
    row(table, "i8 u8 f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz", "QLinearMatMul:0,2,3,5,7");
    row(table, "i8 u8 f16 bf16 f32 f64", "MaxPool");
    row(table, "i32 i64 f16 bf16 f32 f64", "Pow:0");
    row(table, "i16 i32 i64 f16 bf16 f32 f64", "Range");
    row(table, "i8 i16 i32 i64 u8 u16 u32 u64", "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor");
    row(table, "i8 i16 i32 i64 f16 bf16 f32 f64", "Neg Relu");
    row(
        table,
        "i32 i64 u32 u64 f16 bf16 f32 f64",
        "CumProd:0 CumSum:0 Gemm MatMul PRelu ReduceL1:0 ReduceL2:0 ReduceLogSum:0 "
            + "ReduceLogSumExp:0 ReduceMean:0 ReduceProd:0 ReduceSum:0 ReduceSumSquare:0");
    row(table, "f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz f16 bf16 f32 f64", "Dropout:0,1 IsInf IsNaN");
    row(table, "i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64", "Einsum OneHot:0,1 Shrink");
    row(table, "i8 i32 i64 u8 u32 u64 f16 bf16 f32 f64 bool", "ReduceMax:0 ReduceMin:0");
    row(
        table,
        "i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64",
        "Abs Add ArgMax ArgMin Clip Div Greater GreaterOrEqual Less LessOrEqual Max Min "
            + "Mod Mul Pow:1 Sign Sub TopK:0");
    row(
        table,
        "i2 i4 i8 i16 u2 u4 u8 u16 f4e2m1 f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz",
        "QuantizeLinear:2");
    row(table, "i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 bool", "Attention:3 EyeLike");
    row(
        table,
        "i2 i4 i8 i16 i32 u2 u4 u8 u16 f4e2m1 f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz",
        "DequantizeLinear:0,2");
    row(table, "i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 bool str", "Equal");
    row(
        table,
        "i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64 c64 c128 bool str",
        "Compress:0 OneHot:2 Optional OptionalGetElement OptionalHasElement "
            + "ReverseSequence:0 SequenceConstruct SequenceInsert:1 SequenceMap:1 Unique");
    row(
        table,
        "i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128 bool str",
        "CenterCropPad:0 Col2Im:0 Concat DepthToSpace Expand:0 Gather:0 GatherElements:0 "
            + "GatherND:0 GridSample:0 NonZero RandomNormalLike RandomUniformLike Resize:0 "
            + "ScatterElements:0,2 ScatterND:0,2 Slice:0 SpaceToDepth Split:0 SplitToSequence:0 "
            + "Tile:0 Trilu:0 Where:1,2");
    row(
        table,
        "i2 i4 i8 i16 i32 i64 u2 u4 u8 u16 u32 u64 f4e2m1 f8e4m3fn f8e4m3fnuz f8e5m2 "
            + "f8e5m2fnuz f8e8m0 f16 bf16 f32 f64 bool str",
        "Cast CastLike");
    row(
        table,
        "i4 i8 i16 i32 i64 u4 u8 u16 u32 u64 f4e2m1 f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz "
            + "f8e8m0 f16 bf16 f32 f64 c64 c128 bool str",
        "TensorScatter:0,1");
    row(
        table,
        "i2 i4 i8 i16 i32 i64 u2 u4 u8 u16 u32 u64 f4e2m1 f8e4m3fn f8e4m3fnuz f8e5m2 "
            + "f8e5m2fnuz f8e8m0 f16 bf16 f32 f64 c64 c128 bool",
        "BitCast");
    return table;
  }

  /** {@code types} are those of all operands of {@code operators}, or of those whose numbers stand behind a colon. */
  private static void row(
      Map<String, List<@Nullable Set<DType>>> table, String types, String operators) {
    var set = new LinkedHashSet<DType>();
    Stream.of(types.split(" ", -1)).map(t -> Objects.requireNonNull(DType.of(t))).forEach(set::add);
    for (var word : operators.split(" ", -1)) {
      int colon = word.indexOf(':');
      if (colon < 0) {
        table.put(word, List.of(set));
        continue;
      }
      var operands = table.computeIfAbsent(word.substring(0, colon), _ -> new ArrayList<>());
      for (var number : word.substring(colon + 1).split(",", -1)) {
        int index = Integer.parseInt(number);
        while (operands.size() <= Math.max(1, index)) {
          operands.add(null);
        }
        operands.set(index, set);
      }
    }
  }
}
