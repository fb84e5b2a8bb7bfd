package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** {@code x · weightᵀ + bias} for {@code x [N, I]}, {@code weight [O, I]} and {@code bias [O]}. */
@Signature(
    name = "linear",
    operands = {"x", "weight", "bias?"})
public record Linear() implements Contraction {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType weight = operands.get(1);
    if (x.rank() != 2) {
      return Inference.wrongRank(name(), x, "2: [N, I]", 0).help("flatten gives [N, C·H·W]");
    }
    if (weight.rank() != 2 || !weight.shape().isStatic()) {
      return Inference.wrongRank(name(), weight, "2: [O, I]", 1);
    }
    if (!x.shape().isKnownFrom(1)) {
      return Inference.invalid(Code.SYMBOLIC_DIMENSION, name(), "operand " + x + " has a symbol beyond its batch dimension", 0);
    }
    if (x.size(1) != weight.size(1)) {
      return Inference.shapeMismatch(name(), "input has " + x.size(1) + " features, weight expects " + weight.size(1), 0);
    }
    if (operands.size() == 3 && !operands.get(2).equals(TensorType.f32(weight.size(0)))) {
      return Inference.shapeMismatch(name(), "bias is " + operands.get(2) + ", expected " + TensorType.f32(weight.size(0)), 2);
    }
    return Inference.of(TensorType.f32(new Shape(List.of(x.shape().dim(0), Dim.of(weight.size(0))))));
  }
}
