package netc.ir.op;

import java.util.List;
import java.util.Optional;
import netc.ir.type.TensorType;

/**
 * The mean of each window.
 *
 * @param kernel the window
 * @param stride steps between windows
 * @param pad zeros around the input; less than the kernel on each side
 * @param ceil whether a last partial window counts
 * @param countPad whether cells of the padding count in the divisor (cells beyond the padding never do)
 */
@Signature(
    name = "avgpool2d",
    operands = {"x"})
public record AvgPool2d(
    Size2 kernel,
    @Default("[1, 1]") Size2 stride,
    @Default("[0, 0, 0, 0]") Padding pad,
    @Default("false") boolean ceil,
    @Default("true") boolean countPad) implements Pooling {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return Window.checkImage(name(), x)
        .or(() -> checkPad(name(), kernel, pad))
        .orElseGet(() -> Window.slide(name(), x, x.size(1), kernel, stride, Size2.ONE, pad, ceil));
  }

  /** A window that may lie in the padding alone has no maximum and no mean. */
  static Optional<Inference> checkPad(String op, Size2 kernel, Padding pad) {
    boolean fits = Math.max(pad.top(), pad.bottom()) < kernel.height() && Math.max(pad.left(), pad.right()) < kernel.width();
    return fits ? Optional.empty() : Optional.of(Inference.badAttribute(op, "pad " + pad + " is not less than kernel " + kernel));
  }
}
