package netc.rule.merge;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Averaging;

/**
 * Averages before a 1×1 convolution instead of after it, where that gains: fewer cells are left to multiply, as in DenseNet's transitions (Huang et al., arXiv 1608.06993).
 * A bias stays the same if averages count no padding.
 *
 * <pre>
 *   avgpool2d(conv2d(x, W, b)), W 1×1   =>   conv2d(avgpool2d(x), W, b)     likewise global_avgpool and adaptive_avgpool2d
 * </pre>
 */
public final class MovePointwiseConvAfterPooling implements Rule<Pooling> {
  private static final Capture<Conv2d> CONV = Capture.named("conv");
  private static final Pattern<Pooling> PATTERN =
      node(Pooling.class).where(Reason.OTHER_OP, "does not average", pool -> Averaging.is(pool.op()))
          .operand(0, node(Conv2d.class)
              .where(Reason.OTHER_OP, "is no 1×1 convolution", conv -> Conv2d.kernel(conv.operand(1).type()).equals(Size2.ONE))
              .withOneUse()
              .capturedAs(CONV));

  @Override
  public Pattern<Pooling> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W·avg(x) + b = avg(W·x + b)";
  }

  @Override
  public String summary() {
    return "average before a 1×1 convolution, not after it";
  }

  @Override
  public Outcome apply(Match<Pooling> pool, Rewriter out) {
    Site<Conv2d> conv = pool.get(CONV);
    Conv2d op = conv.op();
    if (!op.stride().equals(Size2.ONE)) {
      return Outcome.declined(Reason.STRIDE, conv + " has stride " + op.stride() + ", expected " + Size2.ONE);
    }
    if (!op.pad().isNone()) {
      return Outcome.declined(Reason.PADDING, conv + " has padding " + op.pad() + ", expected none");
    }
    if (conv.arity() > 2 && Averaging.countsZeros(pool.op())) {
      return Outcome.declined(Reason.BORDER, pool + " averages zeros of its padding, where " + conv + " would add its bias");
    }
    out.at(List.of(pool.node()));
    var operands = new ArrayList<>(conv.operands());
    operands.set(0, out.add(pool.op(), conv.operand(0)));
    out.at(List.of(conv.node()));
    return Outcome.proposed(out.add(op, operands));
  }
}
