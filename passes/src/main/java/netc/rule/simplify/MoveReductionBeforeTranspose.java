package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Reduction;
import netc.ir.op.Transpose;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Transposes what is left of a reduction, not what goes into it: of a mean of maps with channels last, nothing has to be moved.
 *
 * <pre>
 *   reduce_mean(transpose(x, p), axes)   =>   transpose(reduce_mean(x, p[axes]))   likewise sums and maxima
 * </pre>
 *
 * <p>Fires in no network of the zoo: they keep the channels in front; exports of TensorFlow's networks do not.
 */
public final class MoveReductionBeforeTranspose implements Rule<Reduction> {
  private static final Capture<Transpose> TRANSPOSE = Capture.named("transpose");
  private static final Pattern<Reduction> PATTERN =
      node(Reduction.class).operand(0, node(Transpose.class).withOneUse().capturedAs(TRANSPOSE));

  @Override
  public Pattern<Reduction> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "axes' = p[axes]";
  }

  @Override
  public String summary() {
    return "transpose what is left of a reduction, not what goes into it";
  }

  @Override
  public Outcome apply(Match<Reduction> reduction, Rewriter out) {
    List<Integer> permutation = reduction.get(TRANSPOSE).op().permutation();
    List<Integer> axes = reduction.op().axes().stream().map(permutation::get).toList();
    Value reduced = out.add(reduction.op().along(axes), reduction.get(TRANSPOSE).operand(0));
    boolean keeps = reduction.op().keepDims();
    List<Integer> rest = permutation.stream().filter(axis -> keeps || !axes.contains(axis)).toList();
    List<Integer> sorted = rest.stream().sorted().toList();
    var order = new Transpose(rest.stream().map(sorted::indexOf).toList());
    return Outcome.replacedBy(order.isIdentity() ? reduced : out.add(order, reduced));
  }
}
