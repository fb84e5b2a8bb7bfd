package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Blend;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Replaces a blend that has no share of the identity by its activation: where VanillaNet's deep training begins (arXiv 2305.12972, section 3.1).
 *
 * <pre>
 *   blend(x, f, lambda = 0)   =>   f(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: training ends with the blend at the identity, not at the activation.
 */
public final class EliminateBlend implements Rule<Blend> {
  private static final Pattern<Blend> PATTERN = node(Blend.class);

  @Override
  public Pattern<Blend> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "(1 − 0)·f(x) + 0·x = f(x)";
  }

  @Override
  public String summary() {
    return "replace a blend without a share of the identity by its activation";
  }

  @Override
  public Outcome apply(Match<Blend> blend, Rewriter out) {
    double lambda = blend.op().lambda();
    return lambda == 0
        ? Outcome.replacedBy(out.add(blend.op().activation().op(), blend.operand(0)))
        : Outcome.declined(Reason.NOT_IDENTITY, blend + " has lambda = " + lambda + ", which leaves the activation alone only at 0");
  }
}
