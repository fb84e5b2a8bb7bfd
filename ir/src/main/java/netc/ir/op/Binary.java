package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** A scalar function of two operands, broadcast against each other as in NumPy: aligned at the last axis, size 1 or a missing axis repeats. */
public sealed interface Binary extends Elementwise permits Add, Mul, Sub, Div, Pow, Min, Max {
  /** Whether the order of the operands makes no difference. */
  default boolean commutes() {
    return switch (this) {
      case Add _, Mul _, Min _, Max _ -> true;
      case Sub _, Div _, Pow _ -> false;
    };
  }

  @Override
  default Inference infer(List<TensorType> operands) {
    return broadcast(name(), operands.get(0).shape(), operands.get(1).shape());
  }

  /** The type that two operands of {@code op} have when they are broadcast against each other. */
  static Inference broadcast(String op, Shape left, Shape right) {
    int rank = Math.max(left.rank(), right.rank());
    var dims = new Dim[rank];
    for (int i = 0; i < rank; i++) {
      int a = i - (rank - left.rank());
      int b = i - (rank - right.rank());
      Dim x = a < 0 ? Dim.of(1) : left.dim(a);
      Dim y = b < 0 ? Dim.of(1) : right.dim(b);
      if (x.equals(y) || y.equals(Dim.of(1))) {
        dims[i] = x;
      } else if (x.equals(Dim.of(1))) {
        dims[i] = y;
      } else {
        return Inference.shapeMismatch(op, "operands " + left + " and " + right + " differ at axis " + i + ": " + x + " and " + y, 1);
      }
    }
    return Inference.of(TensorType.f32(new Shape(List.of(dims))));
  }
}
