package netc.rule.group;

import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.op.Op;
import netc.match.Pattern;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/** Matches a pattern at nodes of any op. */
final class Attempts {
  private Attempts() {}

  static <O extends Op> Attempt<O> match(Pattern<O> pattern, Node node, Rewriter view) {
    return pattern.type().isInstance(node.op())
        ? pattern.match(node, view)
        : new Attempt.Failed<>(new Failure(Reason.OTHER_OP, node + " is no branch that can be merged"));
  }
}
