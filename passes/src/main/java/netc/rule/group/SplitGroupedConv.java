package netc.rule.group;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Takes the groups of a convolution apart: the inverse of {@link GroupParallelConvs}.
 *
 * <pre>
 *   conv2d(x, [W1; …; Wg], [b1; …; bg], groups = g)   =>   concat(conv2d(x1, W1, b1), …, conv2d(xg, Wg, bg))   where x1, …, xg = split(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: it runs by name only.
 */
public final class SplitGroupedConv implements Rule<Conv2d> {
  @Override
  public Pattern<Conv2d> pattern() {
    return ConvPairs.ANY;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W = [W1; …; Wg], b = [b1; …; bg]";
  }

  @Override
  public String summary() {
    return "take the groups of a convolution apart";
  }

  @Override
  public Outcome apply(Match<Conv2d> conv, Rewriter out) {
    int groups = conv.op().groups();
    if (groups == 1) {
      return Outcome.declined(Reason.GROUPS, conv + " has one group");
    }
    int width = Math.toIntExact(conv.operand(0).type().size(1) / groups);
    long filters = conv.type().size(1) / groups;
    Node split = out.addNode(new Split(Collections.nCopies(groups, width), 1), List.of(conv.operand(0)));
    var results = new ArrayList<Value>();
    for (int g = 0; g < groups; g++) {
      var operands = new ArrayList<>(List.of(split.results().get(g)));
      operands.addAll(ConvPairs.rows(conv, g * filters, filters, out));
      results.add(out.add(conv.op().withGroups(1), operands));
    }
    return Outcome.replacedBy(out.add(new Concat(1), results));
  }
}
