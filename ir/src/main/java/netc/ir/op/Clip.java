package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * {@code min(max(x, low), high)}; relu6 is {@code clip(x, low = 0, high = 6)}.
 *
 * @param low the lower bound, possibly {@code -inf}
 * @param high the upper bound, possibly {@code inf}; not below {@code low}
 */
@Signature(
    name = "clip",
    operands = {"x"})
public record Clip(@Default("-inf") double low, @Default("inf") double high) implements Unary {
  @Override
  public Inference infer(List<TensorType> operands) {
    return low <= high ? Inference.of(operands.getFirst())
        : Inference.badAttribute(name(), "low = " + low + " is not at most high = " + high);
  }
}
