package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
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
 * would be cut elsewhere. What the convolutions' results pass through, equal functions of single channels, becomes one, too. The concat moves from the
 * results to the inputs, where branches that are alike become one in the same way; the target's cost model decides.
 *
 * <pre>
 *   concat(…, conv2d(x1, W1, b1), …, conv2d(xk, Wk, bk), …)   =>
 *       concat(…, conv2d(concat(x1, …, xk), [W1; …; Wk], [b1; …; bk], groups = k·groups), …)
 * </pre>
 */
public final class GroupParallelConvs implements Rule<Concat> {
  private static final Pattern<Op> USED_ONCE = Pattern.node(Op.class)
      .where(Reason.OTHER_OP, "is no branch that can be merged", site -> site.op() instanceof Conv2d || ChannelWise.includes(site.op()))
      .withOneUse();

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
    return ConcatRuns
        .find(concat, USED_ONCE, (left, right) -> ConvPairs.areAlike(left, right, ConvPairs::parallel, out),
            (left, right) -> difference(left, right, out))
        .propose(concat, out, List.of(
            run -> merge(run, values -> Branch.joined(values, out), out),
            run -> merge(run, values -> out.add(new Concat(1), values), out)));
  }

  private static Optional<Failure> difference(Match<Op> left, Match<Op> right, Rewriter view) {
    var reasons = new ArrayList<Failure>();
    Optional<Branch> mine = Branch.of(left.node().result(), view, reasons::add);
    Optional<Branch> theirs = Branch.of(right.node().result(), view, reasons::add);
    if (mine.isPresent() && theirs.isPresent()) {
      return Branch.parallel(mine.get(), theirs.get());
    }
    Failure failure = reasons.getFirst();
    boolean news = ConvPairs.areAlike(left.node(), right.node(), ConvPairs::parallel, view);
    return Optional.of(news ? failure : new Failure(Reason.OTHER_OP, failure.detail()));
  }

  private static Value merge(List<Match<Op>> run, Function<List<Value>, Value> join, Rewriter out) {
    List<Branch> branches = run.stream().flatMap(member -> Branch.of(member.node().result(), out).stream()).toList();
    ChannelWise.at(branches.stream().map(Branch::conv).toList(), out);
    Value x = join.apply(branches.stream().map(branch -> branch.conv().operand(0)).toList());
    return Branch.grouped(branches, x, out);
  }
}
