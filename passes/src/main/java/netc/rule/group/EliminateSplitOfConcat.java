package netc.rule.group;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Split;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Lets the users of a split's parts use what was joined, where the split cuts between operands of the concat. A part may span several of them.
 *
 * <pre>
 *   split(concat(a, b, c))   =>   a, concat(b, c)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none splits what it has joined at the same places; other rewrites leave that.
 */
public final class EliminateSplitOfConcat implements Rule<Split> {
  private static final Capture<Concat> CONCAT = Capture.named("concat");
  private static final Pattern<Split> PATTERN = node(Split.class).operand(0, node(Concat.class).capturedAs(CONCAT));

  @Override
  public Pattern<Split> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "split(concat(a, b)) = a, b";
  }

  @Override
  public String summary() {
    return "remove a split of a concat";
  }

  @Override
  public Outcome apply(Match<Split> split, Rewriter out) {
    Site<Concat> concat = split.get(CONCAT);
    int axis = split.op().axis();
    if (concat.op().axis() != axis) {
      return Outcome.declined(Reason.AXIS, concat + " joins axis " + concat.op().axis() + ", " + split + " cuts axis " + axis);
    }
    List<Value> joined = concat.operands();
    var parts = new ArrayList<List<Value>>();
    int next = 0;
    for (int size : split.op().sizes()) {
      int from = next;
      long left = size;
      while (left > 0) {
        left -= joined.get(next++).type().size(axis);
      }
      if (left < 0) {
        return Outcome.declined(Reason.SHAPE, split + " cuts through operand " + joined.get(next - 1).name() + " of " + concat);
      }
      parts.add(joined.subList(from, next));
    }
    return new Outcome.Replaced(parts.stream().map(part -> part.size() == 1 ? part.getFirst() : out.add(concat.op(), part)).toList());
  }
}
