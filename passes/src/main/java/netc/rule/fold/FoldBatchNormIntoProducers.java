package netc.rule.fold;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.BatchNorm;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds batch normalization into the layers that compute its operand: directly, dense, grouped, depthwise or transposed, or with pooling or a concat
 * between, where each layer takes the part for its channels. Average pooling that counts its padding commutes only with a scale, maximum pooling only
 * with a positive one.
 *
 * <pre>
 *   batchnorm(conv2d(x, W, b))                                 =>   conv2d(x, W·k, b·k + t)     likewise linear and conv_transpose2d
 *   batchnorm(concat(conv2d(x, W1, b1), conv2d(y, W2, b2)))    =>   concat(conv2d(x, W1·k1, b1·k1 + t1), conv2d(y, W2·k2, b2·k2 + t2))
 *   batchnorm(avgpool2d(conv2d(x, W, b)))                      =>   avgpool2d(conv2d(x, W·k, b·k + t))     likewise maxpool2d if k > 0
 *   batchnorm(batchnorm(x, γ, β, μ, σ²))                       =>   batchnorm(x, γ·k, β·k + t, μ, σ²)
 *     where batchnorm(x) = k·x + t, k = γ / √(σ² + ε), t = β − μ·k, per channel
 * </pre>
 *
 * A weight that several layers share is scaled for each of them: an operation less for each, for a copy of the weight. Running time is worth more than
 * the file's size here; {@code --skip fold-normalization} keeps such weights shared.
 */
public final class FoldBatchNormIntoProducers implements Rule<BatchNorm> {
  private static final Pattern<BatchNorm> PATTERN = node(BatchNorm.class);

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
    return "W' = W·k, b' = (b − μ)·k + β, k = γ / √(σ² + ε)";
  }

  @Override
  public String summary() {
    return "fold batch normalization into the layers before it";
  }

  @Override
  public Outcome apply(Match<BatchNorm> norm, Rewriter out) {
    return Producers.fold(norm);
  }
}
