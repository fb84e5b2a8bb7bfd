package netc.ir.op;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * Transposed convolution of {@code x [N, I, H, W]} with {@code weight [I, O / groups, kh, kw]} plus {@code bias [O]}: each element of x adds itself
 * times the taps to the result, tap {@code (ky, kx)} of {@code (y, x)} at {@code (y · stride + ky · dilation − top, x · stride + kx · dilation −
 * left)}; what falls outside is dropped. It is the gradient of {@link Conv2d} with respect to its input. The result has
 * {@code (H − 1) · stride + (kh − 1) · dilation + 1 − top − bottom + output_pad} rows.
 *
 * @param stride steps between the places of neighbouring elements
 * @param pad rows and columns that the result lacks at its sides
 * @param dilation steps between taps
 * @param outputPad rows and columns that the result has more at its bottom and right; less than stride or dilation
 * @param groups the number of independent groups; divides I and O
 */
@Signature(
    name = "conv_transpose2d",
    operands = {"x", "weight", "bias?"})
public record ConvTranspose2d(
    @Default("[1, 1]") Size2 stride, @Default("[0, 0, 0, 0]") Padding pad, @Default("[1, 1]") Size2 dilation,
    @Default("[0, 0]") Size2 outputPad, @Default("1") int groups) implements Contraction {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType weight = operands.get(1);
    var mistake = Window.checkImage(name(), x);
    if (mistake.isPresent()) {
      return mistake.get();
    }
    if (weight.rank() != 4 || !weight.shape().isStatic()) {
      return Inference.wrongRank(name(), weight, "4: [I, O / groups, kh, kw]", 1);
    }
    if (groups < 1 || x.size(1) % groups != 0) {
      return Inference.badAttribute(name(), "groups = " + groups + " does not divide " + x.size(1) + " input channels");
    }
    if (weight.size(0) != x.size(1)) {
      return Inference.shapeMismatch(name(), "input has " + x.size(1) + " channels, weight expects " + weight.size(0), 0)
          .help("weight is " + weight + "; conv_transpose2d weights are IOHW, so the first dimension must be " + x.size(1));
    }
    long channels = weight.size(1) * groups;
    if (operands.size() == 3 && !operands.get(2).equals(TensorType.f32(channels))) {
      return Inference.shapeMismatch(name(), "bias is " + operands.get(2) + ", expected " + TensorType.f32(channels), 2);
    }
    return geometry(x, channels, Conv2d.kernel(weight));
  }

  private Inference geometry(TensorType x, long channels, Size2 kernel) {
    if (!stride.isPositive()) {
      return Inference.badAttribute(name(), "stride " + stride + " is not positive");
    }
    if (!dilation.isPositive()) {
      return Inference.badAttribute(name(), "dilation " + dilation + " is not positive");
    }
    if (!pad.isNonNegative()) {
      return Inference.badAttribute(name(), "pad " + pad + " is negative");
    }
    boolean fits = outputPad.height() < Math.max(stride.height(), dilation.height())
        && outputPad.width() < Math.max(stride.width(), dilation.width());
    if (outputPad.height() < 0 || outputPad.width() < 0 || !fits) {
      return Inference.badAttribute(name(),
          "output_pad " + outputPad + " is not within 0 and less than stride " + stride + " or dilation " + dilation);
    }
    long height = (x.size(2) - 1) * stride.height() + (kernel.height() - 1L) * dilation.height() + 1 - pad.top() - pad.bottom()
        + outputPad.height();
    long width = (x.size(3) - 1) * stride.width() + (kernel.width() - 1L) * dilation.width() + 1 - pad.left() - pad.right()
        + outputPad.width();
    if (height < 1 || width < 1) {
      return Inference.invalid(Code.EMPTY_OUTPUT, name(), "pad " + pad + " leaves nothing of the result of operand " + x, 0);
    }
    return Inference.of(TensorType.f32(new Shape(List.of(x.shape().dim(0), Dim.of(channels), Dim.of(height), Dim.of(width)))));
  }
}
