package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Movement;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Makes one of two reshapes in a row. The inner one may be used elsewhere: neither moves anything.
 *
 * <pre>
 *   reshape(reshape(x, s), t)   =>   reshape(x, t)
 *   flatten(reshape(x, s))      =>   flatten(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: exporters reshape in steps, they do not.
 */
public final class ComposeReshapes implements Rule<Movement> {
  private static final Capture<Movement> INNER = Capture.named("inner");
  private static final Pattern<Movement> PATTERN = node(Movement.class).where(Reason.OTHER_OP, "is no reshape", ComposeReshapes::reshapes)
      .operand(0, node(Movement.class).where(Reason.OTHER_OP, "is no reshape", ComposeReshapes::reshapes).capturedAs(INNER));

  @Override
  public Pattern<Movement> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "y = reshape(x)";
  }

  @Override
  public String summary() {
    return "make one of two reshapes";
  }

  @Override
  public Outcome apply(Match<Movement> reshape, Rewriter out) {
    return Outcome.replacedBy(Reshaping.of(reshape.get(INNER).operand(0), reshape.type(), out));
  }

  private static boolean reshapes(Site<Movement> site) {
    return Reshaping.is(site.op());
  }
}
