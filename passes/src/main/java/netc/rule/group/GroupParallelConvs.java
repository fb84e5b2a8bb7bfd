package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes a grouped convolution of equally shaped convolutions of different inputs that are neighbours in a concat (Xie et al., arXiv 1611.05431,
 * figure 3, from b to c). All must have the same input width and the same output width: with others the concats are still well typed, but the groups
 * would be cut elsewhere. The concat moves from the results to the inputs, so that must not be more to copy.
 *
 * <pre>
 *   concat(…, conv2d(x1, W1, b1), …, conv2d(xk, Wk, bk), …)   =>
 *       concat(…, conv2d(concat(x1, …, xk), [W1; …; Wk], [b1; …; bk], groups = k·groups), …)
 * </pre>
 */
public final class GroupParallelConvs implements Rule<Concat> {
  @Override
  public Pattern<Concat> pattern() {
    return ConcatRuns.CHANNELS;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W' = [W1; …; Wk], b' = [b1; …; bk], groups' = k·groups";
  }

  @Override
  public String summary() {
    return "make a grouped convolution of neighbouring convolutions of different inputs";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    return ConcatRuns.find(concat, ConvPairs.USED_ONCE, ConvPairs::parallel)
        .unless(convs -> refusal(convs, out))
        .rewrite(concat, out, convs -> merge(convs, out));
  }

  /** What there is against making one of these convolutions: that more would be copied than before. */
  static Optional<Failure> refusal(List<Match<Conv2d>> convs, Rewriter view) {
    long before = convs.stream().mapToLong(conv -> conv.type().shape().elementsFrom(1)).sum();
    long after = Branch.copied(convs.stream().map(conv -> conv.operand(0)).toList(), view);
    return after <= before
        ? Optional.empty()
        : Optional.of(new Failure(Reason.NOT_PROFITABLE, "joining the inputs of " + convs.getFirst() + " … " + convs.getLast() + " copies "
            + after + " elements, joining the results " + before));
  }

  private static Value merge(List<Match<Conv2d>> convs, Rewriter out) {
    Match<Conv2d> first = convs.getFirst();
    ChannelWise.at(convs, out);
    var operands = new ArrayList<>(List.of(out.add(new Concat(1), convs.stream().map(conv -> conv.operand(0)).toList())));
    operands.addAll(ConvPairs.stacked(convs, out));
    return out.add(first.op().withGroups(Math.multiplyExact(convs.size(), first.op().groups())), operands);
  }
}
