package netc.rule.group;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes a sum of convolutions of one convolution of a concat: the inverse of {@link MergeSummedConvs}. The first one keeps the bias.
 *
 * <pre>
 *   conv2d(concat(x1, …, xk), [W1 | … | Wk], b)   =>   conv2d(x1, W1, b) + conv2d(x2, W2) + … + conv2d(xk, Wk)
 * </pre>
 *
 * <p>Fires in no network of the zoo: it runs by name only.
 */
public final class SplitConvOverConcat implements Rule<Conv2d> {
  private static final Capture<Concat> CONCAT = Capture.named("concat");
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class).where(Reason.GROUPS, "has several groups, expected one", conv -> conv.op().groups() == 1)
          .operand(0, node(Concat.class).where(Reason.AXIS, "joins another axis than channels", concat -> concat.op().axis() == 1)
              .withOneUse().capturedAs(CONCAT))
          .operandsFrom(1, constant());

  @Override
  public Pattern<Conv2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W = [W1 | … | Wk]";
  }

  @Override
  public String summary() {
    return "make a sum of convolutions of one of a concat";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    Site<Concat> concat = conv.get(CONCAT);
    var terms = new ArrayList<Value>();
    long from = 0;
    for (Value part : concat.operands()) {
      long width = part.type().size(1);
      var operands = new ArrayList<>(List.of(part, out.weight(conv.operandName(1), WeightBlocks.cut(conv.tensor(1), 1, from, width))));
      if (from == 0 && conv.arity() > 2) {
        operands.add(conv.operand(2));
      }
      terms.add(out.add(conv.op(), operands));
      from += width;
    }
    return Outcome.replacedBy(terms.stream().reduce((left, right) -> out.add(new Add(), left, right)).orElseThrow());
  }
}
