package netc.pass;

import netc.ir.Rewriter;
import netc.ir.op.Op;
import netc.match.Match;
import netc.match.Pattern;

/**
 * One local rewrite. A rule is stateless; it decides from its match, builds new nodes only through the rewriter, and only after it has decided.
 *
 * @param <O> the op of the node it replaces
 */
public interface Rule<O extends Op> {
  /** Where it may apply. */
  Pattern<O> pattern();

  /** How the result compares. */
  Exactness exactness();

  /** The equation that it uses, for reports: {@code W' = W·k, b' = (b − μ)·k + β}. */
  String formula();

  /** What it does, in a few words beginning with a verb. */
  String summary();

  /** The replacement for the root, or why there is none. */
  Outcome apply(Match<O> match, Rewriter out);

  /** Its name in reports and on the command line: the class's, in kebab case. */
  default String id() {
    return RuleNames.of(getClass());
  }
}
