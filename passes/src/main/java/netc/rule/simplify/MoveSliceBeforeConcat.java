package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Slice;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Slices only those operands of a concat that the slice reads.
 *
 * <pre>
 *   slice(concat(a, b, c), within b)   =>   slice(b)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none slices what it has joined.
 */
public final class MoveSliceBeforeConcat implements Rule<Slice> {
  private static final Capture<Concat> CONCAT = Capture.named("concat");
  private static final Pattern<Slice> PATTERN = node(Slice.class).operand(0, node(Concat.class).capturedAs(CONCAT));

  @Override
  public Pattern<Slice> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "slice(concat(a, b, c)) = slice(b)";
  }

  @Override
  public String summary() {
    return "slice only what a slice of a concat reads";
  }

  @Override
  public Outcome apply(Match<Slice> slice, Rewriter out) {
    Site<Concat> concat = slice.get(CONCAT);
    int axis = concat.op().axis();
    int at = slice.op().axes().indexOf(axis);
    if (at < 0) {
      return Outcome.declined(Reason.AXIS, concat + " joins axis " + axis + ", " + slice + " cuts axes " + slice.op().axes());
    }
    var read = new ArrayList<Value>();
    int before = 0;
    int offset = 0;
    for (Value operand : concat.operands()) {
      int size = operand.type().shape().extent(axis);
      if (before + size <= slice.op().starts().get(at)) {
        offset += size;
      } else if (before < slice.op().ends().get(at)) {
        read.add(operand);
      }
      before += size;
    }
    if (read.size() == concat.arity()) {
      return Outcome.declined(Reason.INPUTS, slice + " reads every operand of " + concat);
    }
    if (read.size() > 1 && out.useCount(concat.node().result()) > 1) {
      return Outcome.declined(Reason.SECOND_USE, concat + " has " + out.useCount(concat.node().result()) + " uses, and " + slice
          + " reads several of its operands");
    }
    Value source = read.size() == 1 ? read.getFirst() : out.add(concat.op(), read);
    return Outcome.replacedBy(out.add(moved(slice.op(), at, offset), source));
  }

  private static Slice moved(Slice slice, int at, int offset) {
    return new Slice(less(slice.starts(), at, offset), less(slice.ends(), at, offset), slice.axes(), slice.steps());
  }

  private static List<Integer> less(List<Integer> places, int at, int offset) {
    var moved = new ArrayList<>(places);
    moved.set(at, places.get(at) - offset);
    return moved;
  }
}
