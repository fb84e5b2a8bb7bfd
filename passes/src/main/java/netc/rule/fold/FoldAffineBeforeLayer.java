package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.op.Contraction;
import netc.ir.op.Op;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelMap;

/**
 * Folds a scale and a shift of channels into the layer that follows: batch normalization, or a product, quotient, sum or difference with a weight, as an
 * input's normalization. A convolution that pads takes only a scale, as it has zeros where the shift would be, and so does a transposed one.
 *
 * <pre>
 *   conv2d(k·x + t, W, b)   =>   conv2d(x, W·k, b + Σ W·t)     k and t per input channel, likewise linear and conv_transpose2d
 * </pre>
 */
public final class FoldAffineBeforeLayer implements Rule<Contraction> {
  private static final Capture<Op> MAP = Capture.named("map");
  private static final Pattern<Contraction> PATTERN =
      node(Contraction.class).where(Reason.OTHER_OP, "has no channels", LayerFold::hasChannels).operand(0, node(Op.class)
          .where(Reason.OTHER_OP, "neither scales nor shifts", ChannelMap::isCandidate)
          .withOneUse()
          .capturedAs(MAP)).operandsFrom(1, constant());

  @Override
  public Pattern<Contraction> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W·k, b' = b + Σ W·t";
  }

  @Override
  public String summary() {
    return "fold a scale and shift into the layer after it";
  }

  @Override
  public Outcome apply(Match<Contraction> layer, Rewriter out) {
    Optional<Failure> none = ChannelMap.refusal(layer.get(MAP)).or(() -> Overflow.refusal(layer, ChannelMap.of(layer.get(MAP))));
    if (none.isPresent()) {
      return Outcome.declined(none.get().reason(), none.get().detail());
    }
    ChannelMap map = ChannelMap.of(layer.get(MAP));
    if (!map.shifts()) {
      return Outcome.replacedBy(LayerFold.before(layer, map.withoutShift(), out));
    }
    return LayerFold.pads(layer.op())
        ? Outcome.declined(Reason.BORDER, layer + " has zeros around its input, which " + layer.get(MAP) + " would shift")
        : Outcome.replacedBy(LayerFold.before(layer, map, out));
  }
}
