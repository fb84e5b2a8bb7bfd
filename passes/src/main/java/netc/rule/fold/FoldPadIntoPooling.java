package netc.rule.fold;

import static netc.match.Pattern.node;

import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.Clip;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Pooling;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Size2;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Lets pooling pad instead of an op before it. An average counts the zeros; padding by zeros cannot change a maximum of what is not negative.
 *
 * <pre>
 *   avgpool2d(pad(x, p, 0), pad = q)   =>   avgpool2d(x, pad = p + q, count_pad = true)     if q = 0 or q is counted
 *   maxpool2d(pad(x, p, v), pad = q)   =>   maxpool2d(x, pad = p + q)                       if v = −∞, or v = 0, x ≥ 0 and dilation = 1
 *     neither rounds up, p + q is less than the kernel
 * </pre>
 *
 * <p>Fires in no network of the zoo: their pooling pads by itself; frameworks with uneven padding export a pad.
 */
public final class FoldPadIntoPooling implements Rule<Pooling> {
  private static final Capture<Pad> PAD = Capture.named("pad");
  private static final Pattern<Pooling> PATTERN = node(Pooling.class).operand(0, node(Pad.class)
      .where(Reason.BORDER, "repeats or reflects the map", pad -> pad.op().mode() == PadMode.CONSTANT).withOneUse().capturedAs(PAD));

  @Override
  public Pattern<Pooling> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "pad' = p + q";
  }

  @Override
  public String summary() {
    return "fold padding into the pooling after it";
  }

  @Override
  public Outcome apply(Match<Pooling> pool, Rewriter out) {
    Site<Pad> pad = pool.get(PAD);
    return switch (pool.op()) {
      case AvgPool2d average ->
          refusalOfAverage(pool, average, pad).or(() -> refusal(pool, pad, average.kernel(), average.pad(), average.ceil()))
              .orElseGet(() -> replaced(pad, out, new AvgPool2d(average.kernel(), average.stride(), sum(pad, average.pad()), false, true)));
      case MaxPool2d max -> refusalOfMaximum(pool, max, pad).or(() -> refusal(pool, pad, max.kernel(), max.pad(), max.ceil()))
          .orElseGet(() -> replaced(pad, out, new MaxPool2d(max.kernel(), max.stride(), sum(pad, max.pad()), max.dilation(), false)));
      case GlobalAvgPool _, AdaptiveAvgPool2d _, AdaptiveMaxPool2d _ -> Outcome.declined(Reason.OTHER_OP, pool + " cannot pad");
    };
  }

  private static Outcome replaced(Site<Pad> pad, Rewriter out, Pooling pool) {
    return Outcome.replacedBy(out.add(pool, pad.operand(0)));
  }

  private static Padding sum(Site<Pad> pad, Padding own) {
    return PaddingSum.of(pad.op().pad(), own).orElseThrow();
  }

  private static Optional<Outcome> refusalOfAverage(Match<Pooling> pool, AvgPool2d average, Site<Pad> pad) {
    if (pad.op().value() != 0) {
      return Optional.of(Outcome.declined(Reason.BORDER, pad + " pads with " + pad.op().value() + ", " + pool + " with zeros"));
    }
    return average.pad().isNone() || average.countPad()
        ? Optional.empty()
        : Optional.of(Outcome.declined(Reason.PADDING, pool + " does not count its own padding, but that of " + pad));
  }

  private static Optional<Outcome> refusalOfMaximum(Match<Pooling> pool, MaxPool2d max, Site<Pad> pad) {
    double value = pad.op().value();
    if (value == Double.NEGATIVE_INFINITY) {
      return Optional.empty();
    }
    if (value != 0 || !isNonNegative(pad.producer(0).op())) {
      return Optional.of(Outcome.declined(Reason.BORDER,
          pad + " pads with " + value + ", which may be more than what " + pool + " would see otherwise"));
    }
    return max.dilation().equals(Size2.ONE)
        ? Optional.empty()
        : Optional.of(Outcome.declined(Reason.DILATION, pool + " has dilation " + max.dilation() + "; a window may see padding alone"));
  }

  private static boolean isNonNegative(Op op) {
    return op instanceof Relu || op instanceof Sigmoid || (op instanceof Clip clip && clip.low() >= 0);
  }

  private static Optional<Outcome> refusal(Match<Pooling> pool, Site<Pad> pad, Size2 kernel, Padding own, boolean ceil) {
    if (ceil) {
      return Optional.of(Outcome.declined(Reason.PADDING, pool + " rounds up: its last window would end elsewhere"));
    }
    boolean fits = PaddingSum.of(pad.op().pad(), own)
        .filter(sum -> Math.max(sum.top(), sum.bottom()) < kernel.height() && Math.max(sum.left(), sum.right()) < kernel.width())
        .isPresent();
    return fits
        ? Optional.empty()
        : Optional.of(Outcome.declined(Reason.KERNEL, pad + " pads by as much as the kernel " + kernel + " of " + pool));
  }
}
