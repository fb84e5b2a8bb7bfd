package netc.rule.simplify;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Prelu;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes a parametric ReLU whose slopes are all 1.
 *
 * <pre>
 *   prelu(x, slope = [1, …, 1])   =>   x
 * </pre>
 *
 * <p>Fires in no network of the zoo: none has a prelu.
 */
public final class EliminateIdentityPrelu implements Rule<Prelu> {
  private static final Pattern<Prelu> PATTERN = node(Prelu.class).operand(1, constant());

  @Override
  public Pattern<Prelu> pattern() {
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
    return "remove a parametric relu whose slopes are all 1";
  }

  @Override
  public Outcome apply(Match<Prelu> prelu, Rewriter out) {
    float[] slopes = prelu.tensor(1).toArray();
    for (int c = 0; c < slopes.length; c++) {
      if (slopes[c] != 1) {
        String where = slopes.length == 1 ? "" : " for channel " + c;
        return Outcome.declined(Reason.NOT_IDENTITY, prelu + " has slope " + slopes[c] + where + ", which is the identity only at 1");
      }
    }
    return Outcome.replacedBy(prelu.operand(0));
  }
}
