package netc.rule.simplify;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Takes from a split the parts that nobody reads: of one part that is read a slice is left, neighbours that are not read become one part.
 *
 * <pre>
 *   a, _, _ = split(x)      =>   slice(x)
 *   a, b, _, _ = split(x)   =>   a, b, _ = split(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: all parts of their splits are used.
 */
public final class TrimSplit implements Rule<Split> {
  private static final Pattern<Split> PATTERN = node(Split.class);

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
    return "y = slice(x)";
  }

  @Override
  public String summary() {
    return "leave out the parts of a split that nobody reads";
  }

  /** Consecutive parts that become one: a part that is read, or some that are not. */
  private record Run(boolean read, int start, int size) {}

  @Override
  public Outcome apply(Match<Split> split, Rewriter out) {
    List<Boolean> read = split.node().results().stream().map(part -> out.useCount(part) > 0).toList();
    List<Run> runs = runs(split.op().sizes(), read);
    long readers = runs.stream().filter(Run::read).count();
    if (readers == 0 || (readers > 1 && runs.size() == read.size())) {
      return Outcome.declined(Reason.OTHER_OP, split + " has no neighbouring parts that nobody reads");
    }
    if (read.size() == 1) {
      return Outcome.declined(Reason.OTHER_OP, split + " has one part");
    }
    var parts = new ArrayList<Value>();
    Node smaller =
        readers == 1 ? split.node() : out.addNode(new Split(runs.stream().map(Run::size).toList(), split.op().axis()), split.operands());
    int start = 0;
    for (int i = 0; i < read.size(); i++) {
      int size = split.op().sizes().get(i);
      boolean whole = read.get(i) && readers > 1;
      parts.add(whole ? smaller.results().get(indexOf(runs, start)) : slice(split, start, size, out)); // what nobody reads disappears
      start += size;
    }
    return new Outcome.Replaced(parts);
  }

  private static List<Run> runs(List<Integer> sizes, List<Boolean> read) {
    var runs = new ArrayList<Run>();
    int start = 0;
    for (int i = 0; i < sizes.size(); i++) {
      boolean joins = !read.get(i) && !runs.isEmpty() && !runs.getLast().read();
      Run run = joins ? new Run(false, runs.getLast().start(), runs.removeLast().size() + sizes.get(i))
          : new Run(read.get(i), start, sizes.get(i));
      runs.add(run);
      start += sizes.get(i);
    }
    return runs;
  }

  private static int indexOf(List<Run> runs, int start) {
    return runs.stream().map(Run::start).toList().indexOf(start);
  }

  private static Value slice(Match<Split> split, int start, int size, Rewriter out) {
    return out.add(new Slice(List.of(start), List.of(start + size), List.of(split.op().axis()), List.of()), split.operand(0));
  }
}
