package netc.rule.recognize;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.Flatten;
import netc.ir.op.Reshape;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Uses flatten for the reshape that does the same.
 *
 * <pre>
 *   reshape(x, [0, −1])   =>   flatten(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say flatten; exporters write a reshape.
 */
public final class RecognizeFlatten implements Rule<Reshape> {
  private static final Pattern<Reshape> PATTERN = node(Reshape.class);

  @Override
  public Pattern<Reshape> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "y = flatten(x)";
  }

  @Override
  public String summary() {
    return "use flatten for the reshape that does the same";
  }

  @Override
  public Outcome apply(Match<Reshape> reshape, Rewriter out) {
    return Reshaping.between(reshape.operand(0).type(), reshape.type()).filter(Flatten.class::isInstance)
        .map(flatten -> Outcome.replacedBy(out.add(flatten, reshape.operand(0))))
        .orElseGet(() -> Outcome.declined(Reason.OTHER_OP,
            reshape + " makes " + reshape.type() + " of " + reshape.operand(0).type() + ", which is no flattening"));
  }
}
