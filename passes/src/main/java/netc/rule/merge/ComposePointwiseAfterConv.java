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
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.MatrixProduct;

/**
 * Composes a 1×1 convolution with the convolution before it, where that gains. Exact at the border too: padding belongs to the first.
 * VanillaNet's pairs become its deploy form this way (arXiv 2305.12972, section 3.1).
 *
 * <pre>
 *   conv2d(conv2d(x, W1, b1, stride = s1, pad, dilation), W2, b2, stride = s2)   =>   conv2d(x, W2·W1, b2 + W2·b1, stride = s1·s2, pad, dilation)
 * </pre>
 */
public final class ComposePointwiseAfterConv implements Rule<Conv2d> {
  private static final Capture<Conv2d> FIRST = Capture.named("first");
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class)
          .where(Reason.OTHER_OP, "is no 1×1 convolution", conv -> Conv2d.kernel(conv.operand(1).type()).equals(Size2.ONE))
          .operand(0, node(Conv2d.class).withOneUse().operandsFrom(1, constant()).capturedAs(FIRST))
          .operandsFrom(1, constant());

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
    return "W' = W2·W1, b' = b2 + W2·b1";
  }

  @Override
  public String summary() {
    return "compose a 1×1 convolution with the convolution before it";
  }

  @Override
  public Outcome apply(Match<Conv2d> second, Rewriter out) {
    var pair = new ConvPair(second.get(FIRST), second);
    Optional<Outcome> refusal = pair.refusalOfGroups().or(() -> refusalOfPadding(pair));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Conv2d first = pair.first().op();
    var composed = new Conv2d(first.stride().times(second.op().stride()), first.pad(), first.dilation(), 1);
    return pair.proposed(composed, product(pair), out);
  }

  private static Optional<Outcome> refusalOfPadding(ConvPair pair) {
    Conv2d second = pair.second().op();
    return second.pad().isNone()
        ? Optional.empty()
        : Optional.of(Outcome.declined(Reason.BORDER,
            pair.second() + " pads the result of " + pair.first() + " by " + second.pad()
                + "; padding the input would not give zeros there"));
  }

  /** {@code W[o, (i, u, v)] = Σ_m W2[o, m] · W1[m, (i, u, v)]}. */
  private static Tensor product(ConvPair pair) {
    Tensor first = pair.firstWeight();
    Tensor second = pair.secondWeight();
    int filters = second.shape().extent(0);
    int inner = second.shape().extent(1);
    int columns = Math.toIntExact(first.shape().elementsFrom(1));
    return Tensor.computed(pair.composedType(), "W2·W1", List.of(first, second),
        () -> MatrixProduct.multiply(second.toArray(), first.toArray(), filters, inner, columns));
  }
}
