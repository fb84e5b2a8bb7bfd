package netc.rule.simplify;

import netc.ir.Rewriter;
import netc.ir.op.Abs;
import netc.ir.op.Clip;
import netc.ir.op.Elementwise;
import netc.ir.op.Elu;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes an activation whose operand is where it is the identity: a relu after what cannot be negative, bounds that hold.
 *
 * <pre>
 *   relu(f(x)), abs(f(x)), leaky_relu(f(x)), elu(f(x)), prelu(f(x), s)   =>   f(x)   where f(x) ≥ 0
 *   clip(f(x), a, b)                                                     =>   f(x)   where a ≤ f(x) ≤ b
 * </pre>
 *
 * −0 counts as 0: the square root of −0 stays what it is.
 *
 * <p>Fires in no network of the zoo: none has an activation in vain; exporters and users do.
 */
public final class EliminateActivationByRange implements Rule<Elementwise> {
  private static final Pattern<Elementwise> PATTERN =
      Pattern.node(Elementwise.class).where(Reason.OTHER_OP, "is the identity nowhere", site -> switch (site.op()) {
        case Relu _, Abs _, LeakyRelu _, Elu _, Prelu _, Clip _ -> true;
        default -> false;
      });

  @Override
  public Pattern<Elementwise> pattern() {
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
    return "remove an activation whose operand is where it is the identity";
  }

  @Override
  public Outcome apply(Match<Elementwise> match, Rewriter out) {
    Range identity = match.op() instanceof Clip(double low, double high) ? new Range(low, high) : Range.NOT_NEGATIVE;
    Range operand = Ranges.of(match.operand(0), out);
    return operand.isWithin(identity)
        ? Outcome.replacedBy(match.operand(0))
        : Outcome.declined(Reason.OTHER_OP,
            match + " is the identity in " + identity.low() + " … " + identity.high() + ", its operand is known to be in " + operand.low()
                + " … " + operand.high());
  }
}
