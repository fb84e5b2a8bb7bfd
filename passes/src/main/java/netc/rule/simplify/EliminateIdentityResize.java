package netc.rule.simplify;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Resize;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes a resize to the size that the map has: every cell's place is its own, whatever the coordinates.
 *
 * <pre>
 *   resize(x, [H, W]), x [N, C, H, W]   =>   x
 * </pre>
 *
 * <p>Fires in no network of the zoo: none resizes; segmentation and detection heads do.
 */
public final class EliminateIdentityResize implements Rule<Resize> {
  private static final Pattern<Resize> PATTERN = node(Resize.class);

  @Override
  public Pattern<Resize> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "y = x";
  }

  @Override
  public String summary() {
    return "remove a resize to the same size";
  }

  @Override
  public Outcome apply(Match<Resize> resize, Rewriter out) {
    return resize.type().equals(resize.operand(0).type())
        ? Outcome.replacedBy(resize.operand(0))
        : Outcome.declined(Reason.OTHER_OP, resize + " makes " + resize.type() + " of " + resize.operand(0).type());
  }
}
