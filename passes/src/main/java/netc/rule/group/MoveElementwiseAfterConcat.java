package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Op;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Moves equal functions of single channels (activations, batch normalization, prelu) from the operands of a concat to its result. This keeps an
 * activation from the convolution that could compute it as well, so it is done only where the convolutions are of one value and become one by it.
 *
 * <pre>
 *   concat(…, f(x1, p1), …, f(xk, pk), …)   =>   concat(…, f(concat(x1, …, xk), [p1; …; pk]), …)
 * </pre>
 *
 * <p>Fires in no network of the zoo: branches of ResNeXt become one as a whole, Inception's siblings are no neighbours.
 */
public final class MoveElementwiseAfterConcat implements Rule<Concat> {
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
    return "p' = [p1; …; pk]";
  }

  @Override
  public String summary() {
    return "move equal activations or normalizations after a concat";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    var equal = ConcatRuns.find(concat, ChannelWise.USED_ONCE, (left, right) -> left.op().equals(right.op()), ChannelWise::difference);
    if (equal.isEmpty()) {
      return Outcome.declined(equal.failure().reason(), equal.failure().detail());
    }
    var runs = enabling(concat, out);
    return runs.isEmpty()
        ? Outcome.declined(Reason.OTHER_OP,
            "moving operands of " + concat + " after it makes nothing one: " + runs.failure().detail())
        : runs.rewrite(concat, out, run -> move(run, out));
  }

  /** The runs behind which there are convolutions of one value that can be one. */
  private static ConcatRuns<Op> enabling(Match<Concat> concat, Rewriter view) {
    return ConcatRuns.find(concat, ChannelWise.USED_ONCE, (left, right) -> left.op().equals(right.op()),
        (left, right) -> ChannelWise.difference(left, right).or(() -> behind(left, right, view)));
  }

  private static Optional<Failure> behind(Match<Op> left, Match<Op> right, Rewriter view) {
    Optional<Branch> mine = Branch.of(left.operand(0), view);
    Optional<Branch> theirs = Branch.of(right.operand(0), view);
    Supplier<Failure> none =
        () -> new Failure(Reason.OTHER_OP, (mine.isEmpty() ? left : right) + " follows no convolution that is used once");
    return mine.isPresent() && theirs.isPresent() ? Branch.siblings(mine.get(), theirs.get()) : Optional.of(none.get());
  }

  private static Value move(List<Match<Op>> members, Rewriter out) {
    ChannelWise.at(members, out);
    var operands = new ArrayList<>(List.of(out.add(new Concat(1), members.stream().map(member -> member.operand(0)).toList())));
    operands.addAll(ChannelWise.joined(members, out));
    return out.add(members.getFirst().op(), operands);
  }
}
