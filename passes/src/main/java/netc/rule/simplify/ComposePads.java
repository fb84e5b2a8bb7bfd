package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one of two paddings in a row, of one value or by the edge both.
 *
 * <pre>
 *   pad(pad(x, p, value), q, value)   =>   pad(x, p + q, value)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none pads twice; exporters that make padding explicit do.
 */
public final class ComposePads implements Rule<Pad> {
  private static final Capture<Pad> INNER = Capture.named("inner");
  private static final Pattern<Pad> PATTERN = node(Pad.class).operand(0, node(Pad.class).withOneUse().capturedAs(INNER));

  @Override
  public Pattern<Pad> pattern() {
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
    return "make one of two paddings";
  }

  @Override
  public Outcome apply(Match<Pad> outer, Rewriter out) {
    Pad inner = outer.get(INNER).op();
    PadMode mode = outer.op().mode();
    boolean sameValue = mode != PadMode.CONSTANT || inner.value() == outer.op().value();
    if (inner.mode() != mode || mode == PadMode.REFLECT || !sameValue) {
      return Outcome.declined(Reason.PADDING, outer + " pads another way than " + outer.get(INNER) + ", or reflects what that has padded");
    }
    return Outcome.replacedBy(out.add(new Pad(sum(inner.pad(), outer.op().pad()), inner.value(), mode), outer.get(INNER).operand(0)));
  }

  private static Padding sum(Padding p, Padding q) {
    return new Padding(p.top() + q.top(), p.left() + q.left(), p.bottom() + q.bottom(), p.right() + q.right());
  }
}
