package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Clip;
import netc.ir.op.Relu;
import netc.ir.op.Unary;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one of two bounds in a row, as relu6 after relu is; relu is the bound 0 … ∞.
 *
 * <pre>
 *   clip(clip(x, a, b), c, d)   =>   clip(x, clip(a, c, d), clip(b, c, d))
 * </pre>
 *
 * <p>Fires in no network of the zoo: none bounds twice; exporters and quantizers do.
 */
public final class ComposeClips implements Rule<Unary> {
  private static final Capture<Unary> INNER = Capture.named("inner");
  private static final Pattern<Unary> PATTERN =
      node(Unary.class).where(Reason.OTHER_OP, "sets no bounds", ComposeClips::clips)
          .operand(0, node(Unary.class).where(Reason.OTHER_OP, "sets no bounds", ComposeClips::clips).withOneUse().capturedAs(INNER));

  @Override
  public Pattern<Unary> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "a' = clip(a, c, d), b' = clip(b, c, d)";
  }

  @Override
  public String summary() {
    return "make one bound of two in a row";
  }

  @Override
  public Outcome apply(Match<Unary> match, Rewriter out) {
    Clip outer = bounds(match.op());
    Clip inner = bounds(match.get(INNER).op());
    double low = Math.clamp(inner.low(), outer.low(), outer.high());
    double high = Math.clamp(inner.high(), outer.low(), outer.high());
    Unary both = low == 0 && high == Double.POSITIVE_INFINITY ? new Relu() : new Clip(low, high);
    return Outcome.replacedBy(out.add(both, match.get(INNER).operand(0)));
  }

  private static boolean clips(Site<Unary> site) {
    return site.op() instanceof Clip || site.op() instanceof Relu;
  }

  private static Clip bounds(Unary op) {
    return op instanceof Clip clip ? clip : new Clip(0, Double.POSITIVE_INFINITY);
  }
}
