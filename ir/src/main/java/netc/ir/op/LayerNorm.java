package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.TensorType;

/**
 * Layer normalization along one axis (Ba et al., arXiv 1607.06450): {@code (x − m) / √(v + epsilon) · gamma + beta} with the mean m and the
 * variance v of the elements along the axis; gamma and beta are {@code [size of the axis]}. Along axis 1 of {@code [N, C, H, W]} it normalizes the
 * channels of each cell, as ConvNeXt does (arXiv 2201.03545).
 *
 * @param axis from 0; the batch (axis 0) is not allowed
 * @param epsilon added to the variance; not negative
 */
@Signature(
    name = "layer_norm",
    operands = {"x", "gamma", "beta"})
public record LayerNorm(@Default("1") int axis, @Default("1e-5") double epsilon) implements Normalization {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (axis < 1 || axis >= x.rank()) {
      return Inference.badAttribute(name(), "axis = " + axis + " is outside of 1 … " + (x.rank() - 1) + " for operand " + x);
    }
    return check(name(), operands, axis, epsilon, "elements along axis " + axis);
  }

  /** Checks what the normalizations by their input's own statistics share. */
  static Inference check(String op, List<TensorType> operands, int axis, double epsilon, String elements) {
    TensorType x = operands.getFirst();
    if (!x.shape().isKnownFrom(1)) {
      return Inference.invalid(Code.SYMBOLIC_DIMENSION, op, "operand " + x + " has a symbol beyond its batch dimension", 0);
    }
    if (!(epsilon >= 0)) {
      return Inference.badAttribute(op, "epsilon = " + epsilon + " is negative");
    }
    for (int i = 1; i <= 2; i++) {
      if (!operands.get(i).equals(TensorType.f32(x.size(axis)))) {
        String parameter = i == 1 ? "gamma" : "beta";
        return Inference.shapeMismatch(op, "input has " + x.size(axis) + " " + elements + ", " + parameter + " is " + operands.get(i), i);
      }
    }
    return Inference.of(x);
  }
}
