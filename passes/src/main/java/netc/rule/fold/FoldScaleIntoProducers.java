package netc.rule.fold;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Div;
import netc.ir.op.Elementwise;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds a product with a weight, or a quotient by one, one element or one for each channel, or the sign of a negative, into the layers that compute the
 * other operand: a convolution's residual scale (Szegedy et al., arXiv 1602.07261, section 3.3), or a factor after pooling, a concat, a rectifier or
 * normalization. Maximum pooling and rectifiers commute only with a positive scale.
 *
 * <pre>
 *   mul(conv2d(x, W, b), k)         =>   conv2d(x, W·k, b·k)
 *   neg(conv2d(x, W, b))            =>   conv2d(x, −W, −b)
 *   mul(batchnorm(x, γ, β), k)      =>   batchnorm(x, γ·k, β·k)
 *   mul(relu(conv2d(x, W, b)), k)   =>   relu(conv2d(x, W·k, b·k))     if k > 0
 * </pre>
 */
public final class FoldScaleIntoProducers implements Rule<Elementwise> {
  private static final Pattern<Elementwise> PATTERN = node(Elementwise.class).where(Reason.OTHER_OP, "neither multiplies nor divides",
      site -> site.op() instanceof Mul || site.op() instanceof Div || site.op() instanceof Neg);

  @Override
  public Pattern<Elementwise> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W·k, b' = b·k";
  }

  @Override
  public String summary() {
    return "fold a constant factor into the layers before it";
  }

  @Override
  public Outcome apply(Match<Elementwise> product, Rewriter out) {
    return Producers.fold(product);
  }
}
