package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.TensorType;

/** {@code x} where it is at least 0, {@code slope · x} elsewhere, with one slope for each channel (axis 1) or {@code [1]} for all of them. */
@Signature(
    name = "prelu",
    operands = {"x", "slope"})
public record Prelu() implements Elementwise {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType slope = operands.get(1);
    if (x.rank() < 2) {
      return Inference.wrongRank(name(), x, "2 or more: [N, C, …]", 0);
    }
    if (!x.shape().isKnownFrom(1)) {
      return Inference.invalid(Code.SYMBOLIC_DIMENSION, name(), "operand " + x + " has a symbol beyond its batch dimension", 0);
    }
    return slope.equals(TensorType.f32(1)) || slope.equals(TensorType.f32(x.size(1)))
        ? Inference.of(x)
        : Inference.shapeMismatch(name(), "input has " + x.size(1) + " channels, slope is " + slope, 1);
  }
}
