package netc.rule.simplify;

import netc.ir.Rewriter;
import netc.ir.op.Abs;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Log;
import netc.ir.op.Mish;
import netc.ir.op.Neg;
import netc.ir.op.Reciprocal;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
import netc.ir.op.Tanh;
import netc.ir.op.Unary;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes an activation that is the identity for its parameter, as VanillaNet's deep training leaves it (arXiv 2305.12972, section 3.1).
 *
 * <pre>
 *   leaky_relu(x, slope = 1)   =>   x
 *   blend(x, f, lambda = 1)    =>   x
 *   clip(x, −∞, ∞)             =>   x
 *   dropout(x), identity(x)    =>   x
 * </pre>
 */
public final class EliminateIdentityActivation implements Rule<Unary> {
  private static final Pattern<Unary> PATTERN = Pattern.node(Unary.class);

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
    return "y = x";
  }

  @Override
  public String summary() {
    return "remove an activation that is the identity";
  }

  @Override
  public Outcome apply(Match<Unary> match, Rewriter out) {
    return switch (match.op()) {
      case Identity _, Dropout _ -> Outcome.replacedBy(match.operand(0));
      case LeakyRelu(double slope) -> whenOne(match, "slope", slope);
      case Blend(_, double lambda) -> whenOne(match, "lambda", lambda);
      case Clip(double low, double high) when low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY ->
          Outcome.replacedBy(match.operand(0));
      case Clip _, Relu _, Sigmoid _, Tanh _, HardSigmoid _, HardSwish _, Silu _, Gelu _, Softplus _, Mish _, Elu _, Erf _, Exp _, Log _,
          Sqrt _, Abs _, Neg _, Reciprocal _ ->
          Outcome.declined(Reason.OTHER_OP, match + " is never the identity");
    };
  }

  private static Outcome whenOne(Match<Unary> match, String parameter, double value) {
    return value == 1.0
        ? Outcome.replacedBy(match.operand(0))
        : Outcome.declined(Reason.NOT_IDENTITY, match + " has " + parameter + " = " + value + ", which is the identity only at 1");
  }
}
