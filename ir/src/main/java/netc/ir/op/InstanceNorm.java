package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * Instance normalization of {@code [N, C, …]} (Ulyanov et al., arXiv 1607.08022): {@code (x − m) / √(v + epsilon) · gamma + beta} with the mean m
 * and the variance v of each channel of each image; gamma and beta are {@code [C]}.
 *
 * @param epsilon added to the variance; not negative
 */
@Signature(
    name = "instance_norm",
    operands = {"x", "gamma", "beta"})
public record InstanceNorm(@Default("1e-5") double epsilon) implements Normalization {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return x.rank() < 3 ? Inference.wrongRank(name(), x, "3 or more: [N, C, …]", 0)
        : LayerNorm.check(name(), operands, 1, epsilon, "channels");
  }
}
