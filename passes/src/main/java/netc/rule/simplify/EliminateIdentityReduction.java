package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Reduction;
import netc.ir.type.Dim;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Uses a reshape for a mean, sum or maximum of single elements.
 *
 * <pre>
 *   reduce_mean(x, axes), reduce_sum(x, axes), reduce_max(x, axes)   =>   reshape(x)   where all axes have size 1
 * </pre>
 *
 * <p>Fires in no network of the zoo: exporters write means over single cells, they do not.
 */
public final class EliminateIdentityReduction implements Rule<Reduction> {
  private static final Pattern<Reduction> PATTERN = node(Reduction.class);

  @Override
  public Pattern<Reduction> pattern() {
    return PATTERN;
  }

  /** The sum of −0 alone is a sum that began at +0. */
  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "y = reshape(x)";
  }

  @Override
  public String summary() {
    return "use a reshape for the mean, sum or maximum of single elements";
  }

  @Override
  public Outcome apply(Match<Reduction> reduction, Rewriter out) {
    Value x = reduction.operand(0);
    boolean single = reduction.op().axes().stream().allMatch(axis -> x.type().shape().dim(axis).equals(Dim.of(1)));
    if (!single) {
      return Outcome.declined(Reason.OTHER_OP, reduction + " reduces several elements of " + x.type());
    }
    return x.type().equals(reduction.type()) || Reshaping.between(x.type(), reduction.type()).isPresent()
        ? Outcome.replacedBy(Reshaping.of(x, reduction.type(), out))
        : Outcome.declined(Reason.SHAPE, reduction + " moves the symbol of " + x.type());
  }
}
