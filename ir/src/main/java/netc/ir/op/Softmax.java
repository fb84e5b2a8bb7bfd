package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * {@code exp(x − max x) / Σ exp(x − max x)} along one axis.
 *
 * @param axis from 0; the batch (axis 0) is not allowed
 */
@Signature(
    name = "softmax",
    operands = {"x"})
public record Softmax(@Default("1") int axis) implements Normalization {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return axis < 1 || axis >= x.rank()
        ? Inference.badAttribute(name(), "axis = " + axis + " is outside of 1 … " + (x.rank() - 1) + " for operand " + x)
        : Inference.of(x);
  }
}
