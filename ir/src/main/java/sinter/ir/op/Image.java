package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Resampling and regions of images. */
public sealed interface Image extends Op {
  /** Depth moved into blocks of space. */
  record DepthToSpace(long blocksize) implements Image {
    static final Schema SCHEMA =
        Schema.of("x", "y", Onnx.named("DepthToSpace").since(1).skipping(11, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
