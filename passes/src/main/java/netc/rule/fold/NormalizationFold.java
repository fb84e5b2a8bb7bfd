package netc.rule.fold;

import netc.ir.Rewriter;
import netc.ir.op.BatchNorm;
import netc.ir.op.Contraction;
import netc.match.Match;
import netc.match.Site;
import netc.pass.Outcome;
import netc.rule.ChannelMap;

/** Batch normalization after a layer whose weight has one slice for each output channel along axis 0: what its rules share. */
final class NormalizationFold {
  static final String FORMULA = "W' = W·k, b' = (b − μ)·k + β, k = γ / √(σ² + ε)";

  private NormalizationFold() {}

  /** Replaces {@code norm} of {@code layer} by the layer with scaled weight and shifted bias. */
  static Outcome fold(Match<BatchNorm> norm, Site<? extends Contraction> layer, Rewriter out) {
    return ChannelMap.refusal(norm)
        .or(() -> Overflow.refusal(layer, ChannelMap.of(norm)))
        .map(refusal -> Outcome.declined(refusal.reason(), refusal.detail()))
        .orElseGet(() -> Outcome.replacedBy(LayerFold.after(layer, ChannelMap.of(norm), out)));
  }
}
