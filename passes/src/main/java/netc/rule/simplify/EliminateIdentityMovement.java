package netc.rule.simplify;

import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Movement;
import netc.ir.op.Pad;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes an op that would move elements and leaves all in their places.
 *
 * <pre>
 *   concat(x), split(x, sizes = [n]), pad(x, [0, 0, 0, 0])   =>   x
 *   reshape(x), flatten(x), of the result's shape            =>   x
 *   transpose(x, permutation = [0, 1, …])                    =>   x
 *   shuffle(x, groups = 1), shuffle(x, groups = C)           =>   x
 * </pre>
 *
 * <p>Fires in no network of the zoo: they move nothing in vain; exporters do, and other rewrites leave such movements.
 */
public final class EliminateIdentityMovement implements Rule<Movement> {
  private static final Pattern<Movement> PATTERN = Pattern.node(Movement.class);

  @Override
  public Pattern<Movement> pattern() {
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
    return "remove a movement that moves nothing";
  }

  @Override
  public Outcome apply(Match<Movement> move, Rewriter out) {
    return isIdentity(move) ? Outcome.replacedBy(move.operand(0)) : Outcome.declined(Reason.OTHER_OP, move + " moves elements");
  }

  private static boolean isIdentity(Match<Movement> move) {
    return switch (move.op()) {
      case Concat _ -> move.arity() == 1;
      case Split(List<Integer> sizes, _) -> sizes.size() == 1;
      case Pad(var pad, _, _) -> pad.isNone();
      case Reshape _, Flatten _, Slice _ -> move.type().equals(move.operand(0).type());
      case Transpose transpose -> transpose.isIdentity();
      case Shuffle(int groups) -> groups == 1 || groups == move.type().size(1);
    };
  }
}
