package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * The products of the matrices {@code x [..., M, K]} and {@code y [..., K, O]} in the last two axes: {@code [..., M, O]}. The axes before them are
 * broadcast as those of {@link Binary}, so that one matrix {@code [K, O]} multiplies all of x.
 */
@Signature(
    name = "matmul",
    operands = {"x", "y"})
public record MatMul() implements Contraction {
  private static final Dim ONE = Dim.of(1);

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType y = operands.get(1);
    if (x.rank() < 2) {
      return Inference.wrongRank(name(), x, "2 or more: [..., M, K]", 0);
    }
    if (y.rank() < 2) {
      return Inference.wrongRank(name(), y, "2 or more: [..., K, O]", 1);
    }
    if (!x.shape().isKnownFrom(1)) {
      return symbolic(x, 0);
    }
    if (!y.shape().isKnownFrom(y.rank() == 2 ? 0 : 1)) {
      return symbolic(y, 1);
    }
    long depth = x.size(x.rank() - 1);
    long rows = y.size(y.rank() - 2);
    long columns = y.size(y.rank() - 1);
    if (depth != rows) {
      var mismatch = Inference.shapeMismatch(name(), "x has " + depth + " columns, y has " + rows + " rows", 0);
      return depth == columns ? mismatch.help("y is " + y + ", expected [..., K, O]; linear takes [O, K]") : mismatch;
    }
    return product(x.shape(), y.shape());
  }

  private Inference product(Shape x, Shape y) {
    return switch (Binary.broadcast(name(), matrices(x), matrices(y))) {
      case Inference.Types(var types) -> {
        Shape batch = types.getFirst().shape();
        Shape shape = batch.with(batch.rank() - 2, x.dim(x.rank() - 2)).with(batch.rank() - 1, y.dim(y.rank() - 1));
        yield shape.isKnownFrom(1) ? Inference.of(TensorType.f32(shape)) : x.rank() < y.rank() ? symbolic(TensorType.f32(x), 0)
            : symbolic(TensorType.f32(y), 1);
      }
      case Inference.Invalid _ -> Inference.shapeMismatch(name(), "operands " + x + " and " + y + " differ before their matrices", 1);
    };
  }

  private Inference symbolic(TensorType operand, int index) {
    return Inference.invalid(Code.SYMBOLIC_DIMENSION, name(), "operand " + operand + " has a symbol beyond its batch dimension", index);
  }

  /** A shape with one element in the place of each matrix. */
  private static Shape matrices(Shape shape) {
    return shape.with(shape.rank() - 2, ONE).with(shape.rank() - 1, ONE);
  }

  /**
   * For each matrix of a result, in order, which one of an operand it is the product of.
   *
   * @param operand the shape of the operand
   * @param result that of the result
   */
  public static int[] matrices(Shape operand, Shape result) {
    int[] numbers = {0};
    for (int axis = 0; axis < result.rank() - 2; axis++) {
      int own = axis - result.rank() + operand.rank();
      int extent = own < 0 ? 1 : operand.extent(own);
      int size = result.extent(axis);
      int[] longer = new int[Math.multiplyExact(numbers.length, size)];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = numbers[i / size] * extent + (extent == 1 ? 0 : i % size);
      }
      numbers = longer;
    }
    return numbers;
  }
}
