package netc.rule.group;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one concat of nested ones, all levels at once. An inner concat that is used elsewhere stays.
 *
 * <pre>
 *   concat(concat(a, b), c)   =>   concat(a, b, c)
 * </pre>
 */
public final class FlattenConcat implements Rule<Concat> {
  private static final Pattern<Concat> PATTERN =
      Pattern.node(Concat.class).where(Reason.OTHER_OP, "is an operand of another concat", concat -> !ConcatRuns.isNested(concat));

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
    return "y = concat(a, b, c)";
  }

  @Override
  public String summary() {
    return "make one concat of nested ones";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    var flat = new ArrayList<Value>();
    var kept = new ArrayList<Outcome>();
    var stack = new ArrayDeque<Value>();
    concat.operands().reversed().forEach(stack::push);
    while (!stack.isEmpty()) {
      Value value = stack.pop();
      if (!(value.producer().op() instanceof Concat inner)) {
        flat.add(value);
      } else if (ConcatRuns.isNested(new Site<>(value.producer(), inner, out)) && inner.equals(concat.op())) {
        out.operands(value.producer()).reversed().forEach(stack::push);
      } else {
        flat.add(value);
        kept.add(refusal(concat, new Site<>(value.producer(), inner, out)));
      }
    }
    if (flat.size() > concat.arity()) {
      return Outcome.replacedBy(out.add(concat.op(), flat));
    }
    return kept.isEmpty() ? Outcome.declined(Reason.OTHER_OP, concat + " joins no concat") : kept.getFirst();
  }

  private static Outcome refusal(Site<Concat> outer, Site<Concat> inner) {
    Value value = inner.node().result();
    if (inner.op().axis() != outer.op().axis()) {
      return Outcome.declined(Reason.AXIS, inner + " joins axis " + inner.op().axis() + ", " + outer + " axis " + outer.op().axis());
    }
    return inner.view().isOutput(value)
        ? Outcome.declined(Reason.IS_OUTPUT, inner + " is an output")
        : Outcome.declined(Reason.SECOND_USE, inner + " has " + inner.view().useCount(value) + " uses");
  }
}
