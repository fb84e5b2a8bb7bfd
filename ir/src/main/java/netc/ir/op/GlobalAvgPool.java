package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/** The mean of each channel's whole map: {@code [N, C, H, W]} to {@code [N, C, 1, 1]}. */
@Signature(
    name = "global_avgpool",
    operands = {"x"})
public record GlobalAvgPool() implements Pooling {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return Window.checkImage(name(), x).orElseGet(() -> Window.resized(name(), x, Size2.ONE));
  }
}
