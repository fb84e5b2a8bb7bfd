package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import netc.ir.Rewriter;
import netc.ir.op.Slice;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Makes one of two slices in a row.
 *
 * <pre>
 *   slice(slice(x, s, step = t), u, step = v)   =>   slice(x, s + t·u, step = t·v)   along each axis
 * </pre>
 *
 * <p>Fires in no network of the zoo: none slices a slice; exporters slice axis by axis.
 */
public final class ComposeSlices implements Rule<Slice> {
  private static final Capture<Slice> INNER = Capture.named("inner");
  private static final Pattern<Slice> PATTERN = node(Slice.class).operand(0, node(Slice.class).capturedAs(INNER));

  /** Where a slice begins along an axis, and from element to element. */
  private record Steps(int start, int step) {
    static final Steps ALL = new Steps(0, 1);

    /** A step beyond the largest integer leads beyond the axis, as that does. */
    Steps then(Steps next) {
      return new Steps(start + step * next.start, Math.clamp((long) step * next.step, 1, Integer.MAX_VALUE));
    }
  }

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
    return "s' = s + t·u, t' = t·v";
  }

  @Override
  public String summary() {
    return "make one of two slices";
  }

  @Override
  public Outcome apply(Match<Slice> outer, Rewriter out) {
    SortedMap<Integer, Steps> both = steps(outer.get(INNER).op());
    steps(outer.op()).forEach((axis, next) -> both.merge(axis, next, Steps::then));
    List<Integer> ends = new ArrayList<>();
    both.forEach((axis, steps) -> ends.add(steps.start() + (outer.type().shape().extent(axis) - 1) * steps.step() + 1));
    var slice = new Slice(both.values().stream().map(Steps::start).toList(), ends, List.copyOf(both.keySet()),
        both.values().stream().map(Steps::step).toList());
    return Outcome.replacedBy(out.add(slice, outer.get(INNER).operand(0)));
  }

  private static SortedMap<Integer, Steps> steps(Slice slice) {
    var steps = new TreeMap<Integer, Steps>();
    for (int i = 0; i < slice.axes().size(); i++) {
      steps.put(slice.axes().get(i), Steps.ALL.then(new Steps(slice.starts().get(i), slice.step(i))));
    }
    return steps;
  }
}
