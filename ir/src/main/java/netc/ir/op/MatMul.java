package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** The matrix product {@code x · weight} of {@code x [N, …, K]}, whose last axis is summed over, and {@code weight [K, O]}: {@code [N, …, O]}. */
@Signature(
    name = "matmul",
    operands = {"x", "weight"})
public record MatMul() implements Contraction {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType weight = operands.get(1);
    if (x.rank() < 2) {
      return Inference.wrongRank(name(), x, "2 or more: [N, …, K]", 0);
    }
    if (weight.rank() != 2 || !weight.shape().isStatic()) {
      return Inference.wrongRank(name(), weight, "2: [K, O]", 1);
    }
    if (!x.shape().isKnownFrom(1)) {
      return Inference.invalid(Code.SYMBOLIC_DIMENSION, name(), "operand " + x + " has a symbol beyond its batch dimension", 0);
    }
    int last = x.rank() - 1;
    if (x.size(last) != weight.size(0)) {
      var mismatch = Inference.shapeMismatch(name(), "input has " + x.size(last) + " features, weight expects " + weight.size(0), 0);
      return x.size(last) == weight.size(1) ? mismatch.help("weight is " + weight + ", expected [K, O]; linear takes [O, K]") : mismatch;
    }
    return Inference.of(TensorType.f32(x.shape().with(last, Dim.of(weight.size(1)))));
  }
}
