package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * Local response normalization across channels of {@code [N, C, H, W]}: {@code x / (bias + alpha / size · Σ x²)^beta}, the sum over {@code size}
 * channels, {@code ⌊(size−1)/2⌋} before and {@code ⌈(size−1)/2⌉} after. The division of alpha by size is ONNX's, Caffe's and PyTorch's convention.
 *
 * @param size the number of channels in a window
 * @param alpha the scale
 * @param beta the exponent
 * @param bias the offset (k in Krizhevsky et al., 2012, section 3.3)
 */
@Signature(
    name = "lrn",
    operands = {"x"})
public record Lrn(int size, @Default("1e-4") double alpha, @Default("0.75") double beta,
    @Default("1.0") double bias) implements Normalization {
  @Override
  public Inference infer(List<TensorType> operands) {
    var mistake = Window.checkImage(name(), operands.getFirst());
    if (mistake.isPresent()) {
      return mistake.get();
    }
    return size < 1 ? Inference.badAttribute(name(), "size = " + size + " is not positive") : Inference.of(operands.getFirst());
  }
}
