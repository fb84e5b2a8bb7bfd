package netc.rule.merge;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.MatrixProduct;
import netc.rule.Weights;

/**
 * Composes a convolution with the 1×1 convolution before it, where that gains. Where the second one pads, the first must have no bias:
 * padding its result puts zeros where padding its input would put the bias.
 *
 * <pre>
 *   conv2d(conv2d(x, W1, b1), W2, b2, stride, pad, dilation)   =>   conv2d(x, W2·W1, b2 + Σ W2·b1, stride, pad, dilation)
 * </pre>
 *
 * <p>Fires in no network of the zoo: between their convolutions there are activations, or the thin pair is cheaper.
 */
public final class ComposeConvAfterPointwise implements Rule<Conv2d> {
  private static final Capture<Conv2d> FIRST = Capture.named("first");
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class)
          .where(Reason.OTHER_OP, "is a 1×1 convolution without padding, for which there is compose-pointwise-after-conv",
              conv -> !kernel(conv).equals(Size2.ONE) || !conv.op().pad().isNone())
          .operand(0,
              node(Conv2d.class)
                  .where(Reason.OTHER_OP, "is no 1×1 convolution", conv -> kernel(conv).equals(Size2.ONE))
                  .withOneUse()
                  .operandsFrom(1, constant())
                  .capturedAs(FIRST))
          .operandsFrom(1, constant());

  private static Size2 kernel(Site<Conv2d> conv) {
    return Conv2d.kernel(conv.operand(1).type());
  }

  @Override
  public Pattern<Conv2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W2·W1, b' = b2 + Σ W2·b1";
  }

  @Override
  public String summary() {
    return "compose a convolution with the 1×1 convolution before it";
  }

  @Override
  public Outcome apply(Match<Conv2d> second, Rewriter out) {
    var pair = new ConvPair(second.get(FIRST), second);
    Optional<Outcome> refusal = pair.refusalOfGroups().or(() -> refusalOfGeometry(pair));
    return refusal.orElseGet(() -> pair.proposed(second.op(), product(pair), out));
  }

  private static Optional<Outcome> refusalOfGeometry(ConvPair pair) {
    Site<Conv2d> first = pair.first();
    Site<Conv2d> second = pair.second();
    if (!first.op().stride().equals(Size2.ONE)) {
      return Optional.of(Outcome.declined(Reason.STRIDE, first + " has stride " + first.op().stride() + ", expected " + Size2.ONE));
    }
    if (!first.op().pad().isNone()) {
      return Optional.of(Outcome.declined(Reason.PADDING, first + " has padding " + first.op().pad() + ", expected none"));
    }
    if (!second.op().pad().isNone() && pair.firstBias().isPresent()) {
      return Optional.of(Outcome.declined(Reason.BORDER,
          first + " has a bias, and the padding of " + second + " has zeros where the bias would be"));
    }
    return Optional.empty();
  }

  /** {@code W[o, i, u, v] = Σ_m W2[o, m, u, v] · W1[m, i]}: a product of matrices once the taps of W2 stand before its channels. */
  private static Tensor product(ConvPair pair) {
    Tensor first = pair.firstWeight();
    Tensor second = pair.secondWeight();
    int inner = first.shape().extent(0);
    int inputs = first.shape().extent(1);
    int filters = second.shape().extent(0);
    int taps = Math.toIntExact(second.shape().elementsFrom(2));
    return Tensor.computed(pair.composedType(), "W2·W1", List.of(first, second), () -> {
      float[] tapsFirst = Weights.swapInner(second.toArray(), filters, inner, taps);
      float[] product = MatrixProduct.multiply(tapsFirst, first.toArray(), filters * taps, inner, inputs);
      return Weights.swapInner(product, filters, taps, inputs);
    });
  }
}
