import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import sinter.backend.onnx.OnnxWriter;
import sinter.ir.Block;
import sinter.ir.Builder;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Activation;
import sinter.ir.op.Linear;
import sinter.ir.op.Norm;
import sinter.ir.op.Normalizer;
import sinter.ir.op.Pool;
import sinter.ir.op.Shaping;
import sinter.ir.op.Slicing;
import sinter.ir.op.Indexing;
import sinter.ir.op.Window;
import sinter.ir.rewrite.Journal;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Invariant;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/** Builds a small convolutional network in the intermediate representation and writes it as ONNX. */
public final class MakeLenet {
  private final SplittableRandom random = new SplittableRandom(7);
  private final Model model = new Model(new WeightStore());
  private final Builder build = new Builder(model, model.main().body(), new Diagnostics());

  private MakeLenet() {}

  public static void main(String[] args) {
    new MakeLenet().write(Path.of(args[0]));
  }

  private void write(Path file) {
    model.opsets().put("", 17L);
    model.setIrVersion(8);
    var body = model.main().body();
    body.setName("lenet");
    var batch = Dim.sym("N");
    var x =
        body.addParam(
            "image", TensorType.of(DType.F32, Shape.of(List.of(batch, Dim.of(1), Dim.of(28), Dim.of(28)))));
    var features = block(block(x, 1, 8), 8, 16);
    var scores = build.emit(new Linear.Gemm(1, 1, false, true), flat(features), weight(10, 784), weight(10));
    var y = build.emit(new Normalizer.Softmax(1), scores);
    var type = TensorType.of(DType.F32, Shape.of(List.of(batch, Dim.of(10))));
    body.addResult(y, new Block.Signature("probabilities", type, Facts.NONE));

    var manager = new PassManager(List.of(), true);
    manager.assume(Invariant.TYPED);
    manager.run(model, PipelineText.parse("to-onnx"), PassContext.of(new Diagnostics(), new Journal(), manager));
    OnnxWriter.write(model, file, OnnxWriter.ExternalData.NEVER);
  }

  /** Convolution, batch normalization, rectifier, pooling. */
  private Value block(Value x, long in, long out) {
    var five = new Window(List.of(5L, 5L), List.of(), List.of(), List.of(2L, 2L, 2L, 2L), Window.AutoPad.NOTSET);
    var two = new Window(List.of(2L, 2L), List.of(2L, 2L), List.of(), List.of(), Window.AutoPad.NOTSET);
    var c = build.emit(new Linear.Conv(five, 1), x, weight(out, in, 5, 5));
    var n = build.emit(new Norm.BatchNorm(1e-5f), c, positive(out), weight(out), weight(out), positive(out));
    return build.emit(new Pool.MaxPool(two, false, false), build.emit(new Activation.Relu(), n));
  }

  /** Rows of features, by the shape arithmetic that exporters write. */
  private Value flat(Value x) {
    var shape = build.emit(new Shaping.Shape(0, null), x);
    var batch = build.emit(new Indexing.Gather(0), shape, build.constant(Tensor.vector(List.of(0L))));
    var rest = build.constant(Tensor.vector(List.of(-1L)));
    return build.emit(new Shaping.Reshape(false), x, build.emit(new Slicing.Concat(0), batch, rest));
  }

  private Value weight(long... dims) {
    return draw(() -> random.nextDouble(-0.3, 0.3), dims);
  }

  private Value positive(long... dims) {
    return draw(() -> random.nextDouble(0.5, 2), dims);
  }

  private Value draw(DoubleSupplier source, long... dims) {
    long size = 1;
    var list = new ArrayList<Long>();
    for (long d : dims) {
      size *= d;
      list.add(d);
    }
    var values = new double[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.getAsDouble();
    }
    return build.constant(Tensor.ofDoubles(DType.F32, list, values));
  }
}
