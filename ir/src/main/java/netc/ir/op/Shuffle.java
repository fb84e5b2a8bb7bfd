package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * Channel shuffle of {@code [N, C, H, W]} (Zhang et al., arXiv 1707.01083): result channel {@code i · groups + g} is input channel
 * {@code g · C / groups + i}.
 *
 * @param groups divides C
 */
@Signature(
    name = "shuffle",
    operands = {"x"})
public record Shuffle(int groups) implements Movement {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    var mistake = Window.checkImage(name(), x);
    if (mistake.isPresent()) {
      return mistake.get();
    }
    return groups < 1 || x.size(1) % groups != 0
        ? Inference.badAttribute(name(), "groups = " + groups + " does not divide " + x.size(1) + " channels")
        : Inference.of(x);
  }
}
