package netc.rule.fold;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds batch normalization into a transposed convolution, or into the layers that compute its operand where pooling or a concat is between: each takes
 * the part for its channels. Average pooling that counts its padding commutes only with a scale, maximum pooling only with a positive one.
 *
 * <pre>
 *   batchnorm(concat(conv2d(x, W1, b1), conv2d(y, W2, b2)))   =>   concat(conv2d(x, W1·k1, b1·k1 + t1), conv2d(y, W2·k2, b2·k2 + t2))
 *   batchnorm(avgpool2d(conv2d(x, W, b)))                      =>   avgpool2d(conv2d(x, W·k, b·k + t))     likewise maxpool2d if k > 0
 *   batchnorm(batchnorm(x, γ, β, μ, σ²))                       =>   batchnorm(x, γ·k, β·k + t, μ, σ²)
 *     where batchnorm(x) = k·x + t
 * </pre>
 */
public final class FoldBatchNormIntoProducers implements Rule<BatchNorm> {
  private static final Pattern<BatchNorm> PATTERN =
      node(BatchNorm.class).where(Reason.OTHER_OP, "directly follows a layer, for which there are rules of its own",
          norm -> !(norm.producer(0).op() instanceof Conv2d || norm.producer(0).op() instanceof Linear));

  @Override
  public Pattern<BatchNorm> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W·k, b' = b·k + t, k = γ / √(σ² + ε), t = β − μ·k";
  }

  @Override
  public String summary() {
    return "fold batch normalization into layers before pooling or a concat";
  }

  @Override
  public Outcome apply(Match<BatchNorm> norm, Rewriter out) {
    return Producers.fold(norm);
  }
}
