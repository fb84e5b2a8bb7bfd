package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * The largest element of each window; padding never wins.
 *
 * @param kernel the window
 * @param stride steps between windows
 * @param pad cells around the input that hold −∞; less than the kernel on each side
 * @param dilation steps between the cells of a window
 * @param ceil whether a last partial window counts
 */
@Signature(
    name = "maxpool2d",
    operands = {"x"})
public record MaxPool2d(
    Size2 kernel,
    @Default("[1, 1]") Size2 stride,
    @Default("[0, 0, 0, 0]") Padding pad,
    @Default("[1, 1]") Size2 dilation,
    @Default("false") boolean ceil) implements Pooling {
  /** Whether each window has an element of the input, whatever its size: if not, −∞ may be the result. */
  public boolean seesInput() {
    return pad.isNone() || dilation.equals(Size2.ONE); // padding is less than the kernel; dilated windows may step over the input
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return Window.checkImage(name(), x)
        .or(() -> AvgPool2d.checkPad(name(), kernel, pad))
        .orElseGet(() -> Window.slide(name(), x, x.size(1), kernel, stride, dilation, pad, ceil));
  }
}
