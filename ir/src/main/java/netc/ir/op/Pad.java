package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * {@code [N, C, H, W]} with rows and columns of one value around each map.
 *
 * @param pad how many; not negative
 * @param value what they hold
 */
@Signature(
    name = "pad",
    operands = {"x"})
public record Pad(Padding pad, @Default("0.0") double value) implements Movement {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    var mistake = Window.checkImage(name(), x);
    if (mistake.isPresent()) {
      return mistake.get();
    }
    if (!pad.isNonNegative()) {
      return Inference.badAttribute(name(), "pad " + pad + " is negative");
    }
    Dim height = Dim.of(x.size(2) + pad.top() + pad.bottom());
    Dim width = Dim.of(x.size(3) + pad.left() + pad.right());
    return Inference.of(TensorType.f32(x.shape().with(2, height).with(3, width)));
  }
}
