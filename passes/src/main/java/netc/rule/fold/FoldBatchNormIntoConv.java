package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelAffine;
import netc.rule.Weights;

/**
 * Folds batch normalization into the convolution that feeds it, dense, grouped or depthwise.
 *
 * <pre>
 *   batchnorm(conv2d(x, W, b), γ, β, μ, σ²)   =>   conv2d(x, W·k, (b − μ)·k + β)     where k = γ / √(σ² + ε), per output channel
 * </pre>
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
    return "W' = W·k, b' = (b − μ)·k + β, k = γ / √(σ² + ε)";
  }

  @Override
  public String summary() {
    return "fold batch normalization into the convolution before it";
  }

  @Override
  public Outcome apply(Match<BatchNorm> norm, Rewriter out) {
    Site<Conv2d> conv = norm.get(CONV);
    ChannelAffine affine = ChannelAffine.of(norm);
    Optional<String> defect = affine.defect();
    if (defect.isPresent()) {
      return Outcome.declined(Reason.NOT_FINITE, norm + ": " + defect.get());
    }
    Optional<Tensor> bias = conv.arity() > 2 ? Optional.of(conv.tensor(2)) : Optional.empty();
    Value weight = out.weight(conv.operandName(1), Weights.scaleRows(conv.tensor(1), "W·k", affine.tensors(), affine::scale));
    Value shift = out.weight(bias.isPresent() ? conv.operandName(2) : conv.node().name() + ".bias", affine.foldedBias(bias));
    return Outcome.replacedBy(out.add(conv.op(), conv.operand(0), weight, shift));
  }
}
