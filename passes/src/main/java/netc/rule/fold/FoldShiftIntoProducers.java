package netc.rule.fold;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Add;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds a sum with a weight, one element or one for each channel, into the biases of the layers that compute the other operand, directly or before pooling
 * or a concat.
 *
 * <pre>
 *   add(conv2d(x, W, b), t)      =>   conv2d(x, W, b + t)
 *   add(batchnorm(x, γ, β), t)   =>   batchnorm(x, γ, β + t)
 * </pre>
 */
public final class FoldShiftIntoProducers implements Rule<Add> {
  private static final Pattern<Add> PATTERN = node(Add.class);

  @Override
  public Pattern<Add> pattern() {
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
  public Outcome apply(Match<Add> sum, Rewriter out) {
    return Producers.fold(sum);
  }
}
