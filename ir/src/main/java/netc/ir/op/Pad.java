package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * {@code [N, C, H, W]} with rows and columns around each map.
 *
 * @param pad how many; not negative, and less than the map's size if they reflect it
 * @param value what they hold if that is one value
 * @param mode what they hold
 */
@Signature(
    name = "pad",
    operands = {"x"})
public record Pad(Padding pad, @Default("0.0") double value, @Default("constant") PadMode mode) implements Movement {
  /** Rows and columns of one value. */
  public Pad(Padding pad, double value) {
    this(pad, value, PadMode.CONSTANT);
  }

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
    if (mode == PadMode.REFLECT && (Math.max(pad.top(), pad.bottom()) >= x.size(2) || Math.max(pad.left(), pad.right()) >= x.size(3))) {
      return Inference.badAttribute(name(), "pad " + pad + " is not less than the map of operand " + x + ", which it reflects");
    }
    Dim height = Dim.of(x.size(2) + pad.top() + pad.bottom());
    Dim width = Dim.of(x.size(3) + pad.left() + pad.right());
    return Inference.of(TensorType.f32(x.shape().with(2, height).with(3, width)));
  }
}
