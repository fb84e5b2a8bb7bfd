package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * Cross-correlation of {@code x [N, C, H, W]} with {@code weight [O, C / groups, kh, kw]} (OIHW), plus {@code bias [O]}; zero padding. Group
 * {@code g} maps input channels {@code [g·C/groups, (g+1)·C/groups)} to output channels {@code [g·O/groups, (g+1)·O/groups)}.
 *
 * @param stride steps between windows
 * @param pad zeros around the input
 * @param dilation steps between the taps of a window
 * @param groups the number of independent groups; divides C and O
 */
@Signature(
    name = "conv2d",
    operands = {"x", "weight", "bias?"})
public record Conv2d(
    @Default("[1, 1]") Size2 stride, @Default("[0, 0, 0, 0]") Padding pad, @Default("[1, 1]") Size2 dilation,
    @Default("1") int groups) implements Contraction {
  /** Stride 1, no padding, one group. */
  public static Conv2d plain() {
    return new Conv2d(Size2.ONE, Padding.NONE, Size2.ONE, 1);
  }

  /** The same with another number of groups. */
  public Conv2d withGroups(int count) {
    return new Conv2d(stride, pad, dilation, count);
  }

  /** The kernel of a weight {@code [O, I, kh, kw]}. */
  public static Size2 kernel(TensorType weight) {
    return new Size2(weight.shape().extent(2), weight.shape().extent(3));
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.get(0);
    TensorType weight = operands.get(1);
    var mistake = Window.checkImage(name(), x);
    if (mistake.isPresent()) {
      return mistake.get();
    }
    if (weight.rank() != 4 || !weight.shape().isStatic()) {
      return Inference.wrongRank(name(), weight, "4: [O, I / groups, kh, kw]", 1);
    }
    long channels = x.size(1);
    long filters = weight.size(0);
    if (groups < 1 || channels % groups != 0 || filters % groups != 0) {
      return Inference.badAttribute(name(),
          "groups = " + groups + " does not divide " + channels + " input and " + filters + " output channels");
    }
    if (weight.size(1) * groups != channels) {
      long expected = weight.size(1) * groups;
      return Inference.shapeMismatch(name(), "input has " + channels + " channels, weight expects " + expected, 0)
          .help("weight is " + weight + "; conv2d weights are OIHW, so the second dimension must be " + channels + " / " + groups
              + " groups");
    }
    if (operands.size() == 3 && !operands.get(2).equals(TensorType.f32(filters))) {
      return Inference.shapeMismatch(name(), "bias is " + operands.get(2) + ", expected " + TensorType.f32(filters), 2);
    }
    return Window.slide(name(), x, filters, kernel(weight), stride, dilation, pad, false);
  }
}
