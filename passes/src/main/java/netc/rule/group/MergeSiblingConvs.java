package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one wider convolution of convolutions of the same input that are neighbours in a concat, so that no split is needed after it (Szegedy et al.,
 * arXiv 1409.4842, figure 2, read backwards). A missing bias counts as zeros if another one is there.
 *
 * <pre>
 *   concat(…, conv2d(x, W1, b1), …, conv2d(x, Wk, bk), …)   =>   concat(…, conv2d(x, [W1; …; Wk], [b1; …; bk]), …)
 * </pre>
 *
 * <p>Fires in no network of the zoo: branches of ResNeXt that begin so become one as a whole, Inception's siblings are no neighbours.
 */
public final class MergeSiblingConvs implements Rule<Concat> {
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
    return "W' = [W1; …; Wk], b' = [b1; …; bk]";
  }

  @Override
  public String summary() {
    return "merge neighbouring convolutions of one input into a wider one";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    return ConcatRuns
        .find(concat, ConvPairs.USED_ONCE, (left, right) -> ConvPairs.areAlike(left, right, ConvPairs::siblings, out), ConvPairs::siblings)
        .rewrite(concat, out, convs -> merge(convs, out));
  }

  private static Value merge(List<Match<Conv2d>> convs, Rewriter out) {
    Match<Conv2d> first = convs.getFirst();
    ChannelWise.at(convs, out);
    var operands = new ArrayList<>(List.of(first.operand(0)));
    operands.addAll(ConvPairs.stacked(convs, out));
    return out.add(first.op(), operands);
  }
}
