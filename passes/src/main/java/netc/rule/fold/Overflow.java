package netc.rule.fold;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.rule.ChannelMap;

/** Whether a layer's weights stay finite when they take a map of channels in. */
final class Overflow {
  /** Smaller factors overflow only weights that are useless already; making all weights, to be sure of that, would cost more than it is worth. */
  private static final double MODERATE = 0x1p20;

  private Overflow() {}

  /** Why a layer or a normalization cannot take a map: its operands 1 and 2, which it multiplies and adds, would overflow. */
  static Optional<Failure> refusal(Site<?> layer, ChannelMap map) {
    double factor = Math.max(largest(map.scale()), largest(map.shift()));
    for (int i = 1; factor > MODERATE && i <= Math.min(2, layer.arity() - 1); i++) {
      if (factor * largest(layer.tensor(i).toDoubles()) > Float.MAX_VALUE) {
        return Optional.of(new Failure(Reason.NOT_FINITE, layer + " has weights that would overflow by a factor of " + (float) factor));
      }
    }
    return Optional.empty();
  }

  private static double largest(Optional<Supplier<double[]>> factors) {
    return factors.map(elements -> largest(elements.get())).orElse(1.0);
  }

  private static double largest(double[] elements) {
    return Arrays.stream(elements).map(Math::abs).max().orElse(0);
  }
}
