package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * The largest element of each of {@code size} windows that cover the map: row window {@code i} is {@code [⌊i·H/h⌋, ⌈(i+1)·H/h⌉)}, likewise for columns, so
 * windows overlap where {@code h} does not divide {@code H}.
 *
 * @param size the height and width of the result
 */
@Signature(
    name = "adaptive_maxpool2d",
    operands = {"x"})
public record AdaptiveMaxPool2d(Size2 size) implements Pooling {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return Window.checkImage(name(), x).orElseGet(() -> Window.resized(name(), x, size));
  }
}
