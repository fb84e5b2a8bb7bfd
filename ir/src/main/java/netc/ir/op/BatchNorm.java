package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.TensorType;

/**
 * Inference-time batch normalization per channel (axis 1): {@code (x − mean) · gamma / √(var + epsilon) + beta}; Ioffe and Szegedy, arXiv
 * 1502.03167, algorithm 2. All four parameters are {@code [C]}.
 *
 * @param epsilon added to the variance; not negative
 */
@Signature(
    name = "batchnorm",
    operands = {"x", "gamma", "beta", "mean", "var"})
public record BatchNorm(@Default("1e-5") double epsilon) implements Normalization {
  /** The index of the operand {@code gamma}. */
  public static final int GAMMA = 1;

  /** The index of the operand {@code beta}. */
  public static final int BETA = 2;

  /** The index of the operand {@code mean}. */
  public static final int MEAN = 3;

  /** The index of the operand {@code var}. */
  public static final int VAR = 4;

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (x.rank() < 2) {
      return Inference.wrongRank(name(), x, "2 or more: [N, C, …]", 0);
    }
    if (!x.shape().isKnownFrom(1)) {
      return Inference.invalid(Code.SYMBOLIC_DIMENSION, name(), "operand " + x + " has a symbol beyond its batch dimension", 0);
    }
    if (!(epsilon >= 0)) {
      return Inference.badAttribute(name(), "epsilon = " + epsilon + " is negative");
    }
    TensorType expected = TensorType.f32(x.size(1));
    for (int i = GAMMA; i <= VAR; i++) {
      if (!operands.get(i).equals(expected)) {
        String parameter = OpSchema.of(BatchNorm.class).operands().get(i).name();
        return Inference.shapeMismatch(name(), "input has " + x.size(1) + " channels, " + parameter + " is " + operands.get(i), i);
      }
    }
    return Inference.of(x);
  }
}
