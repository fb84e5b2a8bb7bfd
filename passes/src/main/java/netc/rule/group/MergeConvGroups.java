package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes a dense convolution of a grouped one, with zeros between what were groups, for a backend that has nothing but dense kernels: the inverse of
 * {@link GroupBlockDiagonalConv}. Depthwise convolutions stay. It is for use by name and applies in no network of the zoo: no level
 * does this, and none makes fewer groups of more channels, as that never gains on the CPU engine. Groups of 4 channels reach 53 multiply-accumulates
 * in a nanosecond, of 8 channels 61, of 16 channels 66, of 32 channels 101, of 24 and 48 channels 70 and 89; each time twice as wide groups would have
 * to reach twice as many ({@code bench/compare --rates} on an AMD EPYC, one thread, 3×3 kernels).
 *
 * <pre>
 *   conv2d(x, [W1; …; Wg], b, groups = g)   =>   conv2d(x, [W1, 0, …; 0, W2, …; …], b)
 * </pre>
 */
public final class MergeConvGroups implements Rule<Conv2d> {
  @Override
  public Pattern<Conv2d> pattern() {
    return ConvPairs.ANY;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W' = diag(W1, …, Wg)";
  }

  @Override
  public String summary() {
    return "make a dense convolution of a grouped one, with zeros between the groups";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    int groups = conv.op().groups();
    long width = conv.operand(1).type().size(1);
    if (groups == 1 || width == 1) {
      return Outcome.declined(Reason.GROUPS, conv + " has " + groups + " groups of " + width + " channels");
    }
    var operands = new ArrayList<>(conv.operands());
    operands.set(1, out.weight(conv.operandName(1), diagonal(conv.tensor(1), groups)));
    return Outcome.replacedBy(out.add(conv.op().withGroups(1), operands));
  }

  private static Tensor diagonal(Tensor weight, int groups) {
    int filters = weight.shape().extent(0);
    int row = Math.toIntExact(weight.shape().elementsFrom(1));
    var type = TensorType.f32(filters, weight.shape().size(1) * groups, weight.shape().size(2), weight.shape().size(3));
    return Tensor.computed(type, "diag(W1, …, W" + groups + ")", List.of(weight), () -> {
      float[] blocks = weight.toArray();
      float[] dense = new float[Math.multiplyExact(blocks.length, groups)];
      for (int filter = 0; filter < filters; filter++) {
        int group = filter / (filters / groups);
        System.arraycopy(blocks, filter * row, dense, (filter * groups + group) * row, row);
      }
      return dense;
    });
  }
}
