package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** {@code [N, …]} to {@code [N, product of the rest]}. */
@Signature(
    name = "flatten",
    operands = {"x"})
public record Flatten() implements Movement {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (x.rank() < 1 || !x.shape().isKnownFrom(1)) {
      return Inference.wrongRank(name(), x, "at least 1, with all but the first dimension known", 0);
    }
    return Inference.of(TensorType.f32(new Shape(List.of(x.shape().dim(0), Dim.of(x.shape().elementsFrom(1))))));
  }
}
