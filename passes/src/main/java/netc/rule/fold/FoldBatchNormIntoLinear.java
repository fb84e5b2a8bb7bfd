package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.BatchNorm;
import netc.ir.op.Linear;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Folds batch normalization into the linear layer that feeds it.
 *
 * <pre>
 *   batchnorm(linear(x, W, b), γ, β, μ, σ²)   =>   linear(x, W·k, (b − μ)·k + β)     where k = γ / √(σ² + ε), per output feature
 * </pre>
 */
public final class FoldBatchNormIntoLinear implements Rule<BatchNorm> {
  private static final Capture<Linear> LINEAR = Capture.named("linear");
  private static final Pattern<BatchNorm> PATTERN =
      node(BatchNorm.class).operand(0, node(Linear.class).withOneUse().operandsFrom(1, constant()).capturedAs(LINEAR)).operandsFrom(1,
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
    return "fold batch normalization into the linear layer before it";
  }

  @Override
  public Outcome apply(Match<BatchNorm> norm, Rewriter out) {
    return NormalizationFold.fold(norm, norm.get(LINEAR), out);
  }
}
