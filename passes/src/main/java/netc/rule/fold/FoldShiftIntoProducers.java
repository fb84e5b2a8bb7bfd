package netc.rule.fold;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Sub;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds a sum with a weight or a difference, one element or one for each channel, into the biases of the layers that compute the other operand, directly or before pooling
 * or a concat.
 *
 * <pre>
 *   add(conv2d(x, W, b), t)      =>   conv2d(x, W, b + t)
 *   add(batchnorm(x, γ, β), t)   =>   batchnorm(x, γ, β + t)
 * </pre>
 *
 * <p>Fires in no network of the zoo: what shifts there is a normalization; exporters write plain sums.
 */
public final class FoldShiftIntoProducers implements Rule<Binary> {
  private static final Pattern<Binary> PATTERN =
      node(Binary.class).where(Reason.OTHER_OP, "neither adds nor subtracts", site -> site.op() instanceof Add || site.op() instanceof Sub);

  @Override
  public Pattern<Binary> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "b' = b + t";
  }

  @Override
  public String summary() {
    return "fold a constant summand into the layers before it";
  }

  @Override
  public Outcome apply(Match<Binary> sum, Rewriter out) {
    return Producers.fold(sum);
  }
}
