package netc.rule.group;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Makes a grouped convolution of a dense one whose weight is zero between blocks of channels, as pruned and hand-converted networks have it. Takes as many
 * groups as the zeros allow. Looks only at weights that are stored: none is computed for it.
 *
 * <pre>
 *   conv2d(x, [W1, 0; 0, W2], b)   =>   conv2d(x, [W1; W2], b, groups = 2)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none has a dense weight of blocks; converted and pruned ones do.
 */
public final class GroupBlockDiagonalConv implements Rule<Conv2d> {
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class).where(Reason.OTHER_OP, "has several groups, expected one", conv -> conv.op().groups() == 1)
          .operand(1, constant());

  @Override
  public Pattern<Conv2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W = diag(W1, …, Wk)";
  }

  @Override
  public String summary() {
    return "make a grouped convolution of a block-diagonal one";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    Tensor weight = conv.tensor(1);
    if (!Weights.isStored(weight)) {
      return Outcome.declined(Reason.OTHER_OP, conv + " has a weight that is not stored");
    }
    int most = BigInteger.valueOf(weight.shape().size(0)).gcd(BigInteger.valueOf(weight.shape().size(1))).intValue();
    int groups = most;
    while (groups > 1 && !(most % groups == 0 && isBlockDiagonal(weight, groups))) {
      groups--;
    }
    if (groups == 1) {
      return Outcome.declined(Reason.OTHER_OP, conv + " has no zero blocks");
    }
    var operands = new ArrayList<>(conv.operands());
    operands.set(1, out.weight(conv.operandName(1), blocks(weight, groups)));
    return Outcome.replacedBy(out.add(conv.op().withGroups(groups), operands));
  }

  /** Stops at the first element that says no, which in a dense weight is the first that is looked at. */
  private static boolean isBlockDiagonal(Tensor weight, int groups) {
    long filter = weight.shape().elementsFrom(1);
    long filters = weight.shape().size(0);
    long block = filter / groups;
    for (long o = 0; o < filters; o++) {
      long own = o / (filters / groups) * block;
      for (long i = 0; i < filter; i++) {
        if ((i < own || i >= own + block) && weight.get(o * filter + i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static Tensor blocks(Tensor weight, int groups) {
    List<Tensor> diagonal = IntStream.range(0, groups).mapToObj(group -> {
      long filters = weight.shape().size(0) / groups;
      long depth = weight.shape().size(1) / groups;
      return WeightBlocks.cut(WeightBlocks.cut(weight, 0, group * filters, filters), 1, group * depth, depth);
    }).toList();
    return WeightBlocks.join(diagonal, 0);
  }
}
