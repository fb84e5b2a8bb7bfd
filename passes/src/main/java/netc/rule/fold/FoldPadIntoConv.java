package netc.rule.fold;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Lets a convolution pad instead of an op before it.
 *
 * <pre>
 *   conv2d(pad(x, p, 0), W, b, pad = q)   =>   conv2d(x, W, b, pad = p + q)
 * </pre>
 *
 * <p>Fires in no network of the zoo: their convolutions pad by themselves; frameworks with uneven padding export a pad.
 */
public final class FoldPadIntoConv implements Rule<Conv2d> {
  private static final Capture<Pad> PAD = Capture.named("pad");
  private static final Pattern<Conv2d> PATTERN = node(Conv2d.class).operand(0, node(Pad.class)
      .where(Reason.BORDER, "repeats or reflects the map", pad -> pad.op().mode() == PadMode.CONSTANT).withOneUse().capturedAs(PAD));

  @Override
  public Pattern<Conv2d> pattern() {
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
    return "fold padding by zeros into the convolution after it";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    Site<Pad> pad = conv.get(PAD);
    if (pad.op().value() != 0) {
      return Outcome.declined(Reason.BORDER, pad + " pads with " + pad.op().value() + ", " + conv + " with zeros");
    }
    Conv2d old = conv.op();
    return PaddingSum.of(pad.op().pad(), old.pad())
        .map(sum -> {
          var operands = new ArrayList<>(conv.operands());
          operands.set(0, pad.operand(0));
          return Outcome.replacedBy(out.add(new Conv2d(old.stride(), sum, old.dilation(), old.groups()), operands));
        })
        .orElseGet(() -> Outcome.declined(Reason.PADDING, pad + " and " + conv + " pad by more than a padding can say"));
  }
}
