package netc.ir.op;

import java.util.List;
import java.util.stream.IntStream;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * The axes in another order: axis {@code i} of the result is axis {@code permutation[i]} of the operand.
 *
 * @param permutation each axis once
 */
@Signature(
    name = "transpose",
    operands = {"x"})
public record Transpose(List<Integer> permutation) implements Movement {
  public Transpose {
    permutation = List.copyOf(permutation);
  }

  /** Whether each axis stays where it is. */
  public boolean isIdentity() {
    return IntStream.range(0, permutation.size()).allMatch(axis -> permutation.get(axis) == axis);
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (!permutation.stream().sorted().toList().equals(IntStream.range(0, x.rank()).boxed().toList())) {
      return Inference.badAttribute(name(), "permutation " + permutation + " does not name each axis of operand " + x + " once");
    }
    return Inference.of(TensorType.f32(new Shape(permutation.stream().map(x.shape()::dim).toList())));
  }
}
