package netc.api;

import netc.ir.Rewriter;
import netc.ir.op.Relu;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/** {@code relu(relu(x)) => relu(x)}. */
public final class EliminateRepeatedRelu implements Rule<Relu> {
  @Override
  public Pattern<Relu> pattern() {
    return Pattern.node(Relu.class).operand(0, Pattern.node(Relu.class));
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
    return "remove a relu of a relu";
  }

  @Override
  public Outcome apply(Match<Relu> match, Rewriter out) {
    return Outcome.replacedBy(match.operand(0));
  }
}
