package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Booleans and bits. */
public sealed interface Logic extends Elementwise {
  @Override
  default List<Type> infer(Ins in, Infer d) {
    var e = new Expect(in, d);
    boolean bits =
        switch (this) {
          case And _, Or _, Xor _, Not _ -> false;
          case BitwiseAnd _, BitwiseOr _, BitwiseXor _, BitwiseNot _, BitShift _ -> true;
        };
    for (int i = 0; i < in.inputs(); i++) {
      if (bits ? !e.integers(i) : !e.bools(i)) {
        return d.unknown();
      }
    }
    return Elementwise.broadcast(in, d);
  }

  /** Both. */
  record And() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("And").since(7).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, Known::and);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a & b);
    }
  }

  /** At least one. */
  record Or() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Or").since(7).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, (a, b) -> Known.not(Known.and(Known.not(a), Known.not(b))));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a | b);
    }
  }

  /** Exactly one. */
  record Xor() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Xor").since(7).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, Known::differ);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a ^ b);
    }
  }

  /** The opposite. */
  record Not() implements Logic {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Not").since(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.map(in, Known::not);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, a -> a, a -> a ^ 1);
    }
  }

  /** The bits set in both. */
  record BitwiseAnd() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("BitwiseAnd").since(18));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a & b);
    }
  }

  /** The bits set in a or b. */
  record BitwiseOr() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("BitwiseOr").since(18));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a | b);
    }
  }

  /** The bits set in one of the two. */
  record BitwiseXor() implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("BitwiseXor").since(18));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, _) -> a, (a, b) -> a ^ b);
    }
  }

  /** Every bit flipped. */
  record BitwiseNot() implements Logic {
    static final Schema SCHEMA = Schema.unary(Onnx.named("BitwiseNot").since(18));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, a -> a, a -> ~a);
    }
  }

  /** Unsigned integers moved by b bits, zeros coming in. */
  record BitShift(Direction direction) implements Logic {
    static final Schema SCHEMA = Schema.binary(Onnx.named("BitShift").since(11));

    /** Towards high bits or towards low bits. */
    public enum Direction {
      LEFT,
      RIGHT
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(
          in,
          (a, _) -> a,
          (a, b) -> {
            if (b < 0 || b > 63) {
              throw new ArithmeticException("shift by " + b);
            }
            return direction == Direction.LEFT ? a << b : a >>> b;
          });
    }
  }
}
