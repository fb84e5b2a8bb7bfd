package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Transpose;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one of two transpositions in a row; of two that undo each other, none is left.
 *
 * <pre>
 *   transpose(transpose(x, p), q)   =>   transpose(x, i ↦ p[q[i]])
 * </pre>
 *
 * <p>Fires in no network of the zoo: converters between layouts leave such pairs, they have none.
 */
public final class ComposeTransposes implements Rule<Transpose> {
  private static final Capture<Transpose> INNER = Capture.named("inner");
  private static final Pattern<Transpose> PATTERN = node(Transpose.class).operand(0, node(Transpose.class).capturedAs(INNER));

  @Override
  public Pattern<Transpose> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "r[i] = p[q[i]]";
  }

  @Override
  public String summary() {
    return "make one of two transpositions";
  }

  @Override
  public Outcome apply(Match<Transpose> outer, Rewriter out) {
    List<Integer> inner = outer.get(INNER).op().permutation();
    var both = new Transpose(outer.op().permutation().stream().map(inner::get).toList());
    return Outcome.replacedBy(both.isIdentity() ? outer.get(INNER).operand(0) : out.add(both, outer.get(INNER).operand(0)));
  }
}
