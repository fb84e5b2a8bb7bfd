package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Lets a concat that joins all parts of a value, in order, use the value itself.
 *
 * <pre>
 *   s1, …, sk = split(x), concat(…, s1, …, sk, …)   =>   concat(…, x, …)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none joins what it has split in the same order; other rewrites leave that.
 */
public final class EliminateConcatOfSplit implements Rule<Concat> {
  private static final Pattern<Concat> PATTERN = Pattern.node(Concat.class);

  @Override
  public Pattern<Concat> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "concat(split(x)) = x";
  }

  @Override
  public String summary() {
    return "remove a concat of all parts of a split";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    List<Value> before = concat.operands();
    var after = new ArrayList<Value>();
    for (int i = 0; i < before.size();) {
      Node split = before.get(i).producer();
      boolean whole = isWhole(split, before, i, concat.op().axis());
      after.add(whole ? out.operand(split, 0) : before.get(i));
      i += whole ? split.results().size() : 1;
    }
    if (after.size() == 1 && !after.equals(before)) {
      return Outcome.replacedBy(after.getFirst());
    }
    return after.equals(before) ? refusal(concat) : Outcome.replacedBy(out.add(concat.op(), after));
  }

  private static boolean isWhole(Node split, List<Value> operands, int from, int axis) {
    int to = from + split.results().size();
    return split.op() instanceof Split(_, int cut)
        && cut == axis
        && to <= operands.size()
        && operands.subList(from, to).equals(split.results());
  }

  private static Outcome refusal(Match<Concat> concat) {
    Optional<Value> part = concat.operands().stream().filter(operand -> operand.producer().op() instanceof Split).findFirst();
    if (part.isEmpty() || !(part.get().producer().op() instanceof Split(_, int axis))) {
      return Outcome.declined(Reason.OTHER_OP, concat + " joins no parts of a split");
    }
    Node split = part.get().producer();
    return axis == concat.op().axis()
        ? Outcome.declined(Reason.INPUTS, concat + " does not join all " + split.results().size() + " parts of " + split + " in order")
        : Outcome.declined(Reason.AXIS, split + " cuts axis " + axis + ", " + concat + " joins axis " + concat.op().axis());
  }
}
