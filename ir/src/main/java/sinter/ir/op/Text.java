package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Operations on strings. */
public sealed interface Text extends Op {
  /** Each string of a followed by the one of b in the same place; the operands broadcast. */
  record StringConcat() implements Text {
    static final Schema SCHEMA = Schema.binary(Onnx.named("StringConcat").since(20));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Elementwise.broadcastTo(DType.STRING, in, d);
    }
  }

  /** Whether the whole of each string matches {@code pattern}, in RE2's syntax. */
  record RegexFullMatch(@Nullable String pattern) implements Text {
    static final Schema SCHEMA = Schema.unary(Onnx.named("RegexFullMatch").since(20));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0).withDType(DType.BOOL));
    }
  }

  /** Pieces of each string between delimiters (blanks when there is none), filled up with empty ones, and their count. */
  record StringSplit(@Nullable String delimiter, @Nullable Long maxsplit) implements Text {
    static final Schema SCHEMA = Schema.of("x", "y count", Onnx.named("StringSplit").since(20));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var pieces = Shape.UNRANKED;
      if (in.shape(0) instanceof Shape.Ranked(var dims)) {
        var longer = new ArrayList<Dim>(dims);
        longer.add(Dim.UNKNOWN);
        pieces = Shape.of(longer);
      }
      return List.of(new TensorType(DType.STRING, pieces), in.tensor(0).withDType(DType.I64));
    }
  }
}
