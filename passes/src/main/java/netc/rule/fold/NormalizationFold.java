package netc.rule.fold;

import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Contraction;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Outcome;
import netc.rule.ChannelAffine;
import netc.rule.Weights;

/** Batch normalization after a layer whose weight has one slice for each output channel along axis 0: what its rules share. */
final class NormalizationFold {
  static final String FORMULA = "W' = W·k, b' = (b − μ)·k + β, k = γ / √(σ² + ε)";

  private NormalizationFold() {}

  /** Replaces {@code norm} of {@code layer} by the layer with scaled weight and shifted bias. */
  static Outcome fold(Match<BatchNorm> norm, Site<? extends Contraction> layer, Rewriter out) {
    ChannelAffine affine = ChannelAffine.of(norm);
    Optional<String> defect = affine.defect();
    if (defect.isPresent()) {
      return Outcome.declined(Reason.NOT_FINITE, norm + ": " + defect.get());
    }
    Optional<Tensor> bias = layer.arity() > 2 ? Optional.of(layer.tensor(2)) : Optional.empty();
    Value weight = out.weight(layer.operandName(1), Weights.scaleRows(layer.tensor(1), "W·k", affine.tensors(), affine::scale));
    Value shift = out.weight(bias.isPresent() ? layer.operandName(2) : layer.node().name() + ".bias", affine.foldedBias(bias));
    return Outcome.replacedBy(out.add(layer.op(), layer.operand(0), weight, shift));
  }
}
