package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.op.Reduction;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one of two equal reductions in a row, along the axes of both.
 *
 * <pre>
 *   reduce_mean(reduce_mean(x, a), b)   =>   reduce_mean(x, a ∪ b)   likewise sums and maxima
 * </pre>
 *
 * <p>Fires in no network of the zoo: exporters reduce axis by axis, they do not.
 */
public final class ComposeReductions implements Rule<Reduction> {
  private static final Capture<Reduction> INNER = Capture.named("inner");
  private static final Pattern<Reduction> PATTERN = node(Reduction.class).operand(0, node(Reduction.class).withOneUse().capturedAs(INNER));

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
    return "axes' = a ∪ b";
  }

  @Override
  public String summary() {
    return "make one of two equal reductions";
  }

  @Override
  public Outcome apply(Match<Reduction> outer, Rewriter out) {
    Site<Reduction> inner = outer.get(INNER);
    if (inner.op().getClass() != outer.op().getClass()) {
      return Outcome.declined(Reason.OTHER_OP, outer + " and " + inner + " reduce in two ways");
    }
    if (inner.op().keepDims() != outer.op().keepDims()) {
      return Outcome.declined(Reason.SHAPE, outer + " and " + inner + " do not both keep their axes");
    }
    List<Integer> left = IntStream.range(0, inner.operand(0).type().rank()).boxed()
        .filter(axis -> outer.op().keepDims() || !inner.op().axes().contains(axis)).toList();
    var axes = new ArrayList<>(inner.op().axes());
    outer.op().axes().stream().map(left::get).filter(axis -> !axes.contains(axis)).toList().forEach(axes::add);
    return Outcome.replacedBy(out.add(outer.op().along(axes), inner.operand(0)));
  }
}
