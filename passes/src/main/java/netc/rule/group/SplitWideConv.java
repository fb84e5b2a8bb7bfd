package netc.rule.group;

import java.util.ArrayList;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Takes a convolution apart whose result is split, perhaps after functions of single channels: the inverse of {@link MergeSiblingConvs}. The split
 * and the concat cancel once {@link MoveElementwiseBeforeConcat} has brought them together.
 *
 * <pre>
 *   conv2d(x, [W1; …; Wk], [b1; …; bk])   =>   concat(conv2d(x, W1, b1), …, conv2d(x, Wk, bk))     if a split into these parts follows
 * </pre>
 *
 * <p>Fires in no network of the zoo: it runs by name only.
 */
public final class SplitWideConv implements Rule<Conv2d> {
  /** How many functions of single channels may be between; more would make long chains cost their square. */
  private static final int REACH = 16;

  @Override
  public Pattern<Conv2d> pattern() {
    return ConvPairs.USED_ONCE;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W = [W1; …; Wk], b = [b1; …; bk]";
  }

  @Override
  public String summary() {
    return "take a convolution apart whose result is split";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    if (conv.op().groups() > 1) {
      return Outcome.declined(Reason.GROUPS, conv + " has " + conv.op().groups() + " groups, expected one");
    }
    Optional<Split> split = following(conv, out);
    if (split.isEmpty()) {
      return Outcome.declined(Reason.OTHER_OP, "no split of channels follows " + conv);
    }
    var parts = new ArrayList<Value>();
    long from = 0;
    for (int size : split.get().sizes()) {
      var operands = new ArrayList<Value>();
      operands.add(conv.operand(0));
      operands.addAll(ConvPairs.rows(conv, from, size, out));
      parts.add(out.add(conv.op(), operands));
      from += size;
    }
    return Outcome.replacedBy(out.add(new Concat(1), parts));
  }

  /** The split that uses the result, directly or after functions of single channels that are each used once. */
  private static Optional<Split> following(Match<Conv2d> conv, Rewriter view) {
    Node user = view.users(conv.node().result()).getFirst();
    for (int i = 0; i < REACH && Attempts.match(ChannelWise.USED_ONCE, user, view) instanceof Pattern.Attempt.Matched<?>; i++) {
      user = view.users(user.result()).getFirst();
    }
    return user.op() instanceof Split split && split.axis() == 1 && split.sizes().size() > 1 ? Optional.of(split) : Optional.empty();
  }
}
