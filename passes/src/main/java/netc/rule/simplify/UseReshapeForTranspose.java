package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Transpose;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Uses a reshape, which moves nothing, for a transposition that only moves axes of size 1.
 *
 * <pre>
 *   transpose(x, p)   =>   reshape(x)   where the axes longer than 1 keep their order
 * </pre>
 *
 * <p>Fires in no network of the zoo: converters between layouts transpose maps of single cells, they do not.
 */
public final class UseReshapeForTranspose implements Rule<Transpose> {
  private static final Pattern<Transpose> PATTERN = node(Transpose.class);

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
    return "y = reshape(x)";
  }

  @Override
  public String summary() {
    return "use a reshape for a transposition of axes of size 1";
  }

  @Override
  public Outcome apply(Match<Transpose> transpose, Rewriter out) {
    Shape shape = transpose.operand(0).type().shape();
    List<Integer> longer = transpose.op().permutation().stream().filter(axis -> !shape.dim(axis).equals(Dim.of(1))).toList();
    if (!longer.equals(longer.stream().sorted().toList())) {
      return Outcome.declined(Reason.OTHER_OP, transpose + " moves elements");
    }
    return transpose.type().equals(transpose.operand(0).type())
        || Reshaping.between(transpose.operand(0).type(), transpose.type()).isPresent()
            ? Outcome.replacedBy(Reshaping.of(transpose.operand(0), transpose.type(), out))
            : Outcome.declined(Reason.SHAPE, transpose + " moves the symbol of " + transpose.operand(0).type());
  }
}
