package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Op;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Moves a function of single channels (an activation, batch normalization, prelu) from the result of a concat to its operands: the inverse of
 * {@link MoveElementwiseAfterConcat}.
 *
 * <pre>
 *   f(concat(x1, …, xk), [p1; …; pk])   =>   concat(f(x1, p1), …, f(xk, pk))
 * </pre>
 *
 * <p>Fires in no network of the zoo: it runs by name only.
 */
public final class MoveElementwiseBeforeConcat implements Rule<Op> {
  private static final Capture<Concat> CONCAT = Capture.named("concat");
  private static final Pattern<Op> PATTERN =
      ChannelWise.ANY.operand(0,
          Pattern.node(Concat.class).where(Reason.AXIS, "joins another axis than channels", concat -> concat.op().axis() == 1).withOneUse()
              .capturedAs(CONCAT));

  @Override
  public Pattern<Op> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "p = [p1; …; pk]";
  }

  @Override
  public String summary() {
    return "move an activation or normalization before a concat";
  }

  @Override
  public Outcome apply(Match<Op> function, Rewriter out) {
    Site<Concat> concat = function.get(CONCAT);
    var results = new ArrayList<Value>();
    long from = 0;
    for (Value part : concat.operands()) {
      long width = part.type().size(1);
      var operands = new ArrayList<>(List.of(part));
      operands.addAll(ChannelWise.cut(function, from, width, out));
      results.add(out.add(function.op(), operands));
      from += width;
    }
    return Outcome.replacedBy(out.add(concat.op(), results));
  }
}
