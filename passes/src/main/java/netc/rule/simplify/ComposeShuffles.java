package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Shuffle;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes a channel shuffle that undoes another: a shuffle transposes the channels as a matrix.
 *
 * <pre>
 *   shuffle(shuffle(x, g), h)   =>   x   where g·h = C
 * </pre>
 *
 * <p>Fires in no network of the zoo: none shuffles twice.
 */
public final class ComposeShuffles implements Rule<Shuffle> {
  private static final Capture<Shuffle> INNER = Capture.named("inner");
  private static final Pattern<Shuffle> PATTERN = node(Shuffle.class).operand(0, node(Shuffle.class).capturedAs(INNER));

  @Override
  public Pattern<Shuffle> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "y = x";
  }

  @Override
  public String summary() {
    return "remove a channel shuffle that undoes another";
  }

  @Override
  public Outcome apply(Match<Shuffle> outer, Rewriter out) {
    long product = (long) outer.op().groups() * outer.get(INNER).op().groups();
    return product == outer.type().size(1)
        ? Outcome.replacedBy(outer.get(INNER).operand(0))
        : Outcome.declined(Reason.GROUPS, outer + " and " + outer.get(INNER) + " have numbers of groups of product " + product
            + ", expected the " + outer.type().size(1) + " channels");
  }
}
