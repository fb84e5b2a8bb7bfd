package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds batch normalization into the convolution that feeds it, dense, grouped or depthwise.
 *
 * <pre>
 *   batchnorm(conv2d(x, W, b), γ, β, μ, σ²)   =>   conv2d(x, W·k, (b − μ)·k + β)     where k = γ / √(σ² + ε), per output channel
 * </pre>
 *
 * A weight that several convolutions share is scaled for each of them: an operation less for each, for a copy of the weight. Running time is worth more
 * than the file's size here; {@code --skip fold-normalization} keeps such weights shared.
 */
public final class FoldBatchNormIntoConv implements Rule<BatchNorm> {
  private static final Capture<Conv2d> CONV = Capture.named("conv");
  private static final Pattern<BatchNorm> PATTERN =
      node(BatchNorm.class).operand(0, node(Conv2d.class).withOneUse().operandsFrom(1, constant()).capturedAs(CONV)).operandsFrom(1,
          constant());

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
    return NormalizationFold.FORMULA;
  }

  @Override
  public String summary() {
    return "fold batch normalization into the convolution before it";
  }

  @Override
  public Outcome apply(Match<BatchNorm> norm, Rewriter out) {
    return NormalizationFold.fold(norm, norm.get(CONV), out);
  }
}
