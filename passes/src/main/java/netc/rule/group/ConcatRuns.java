package netc.rule.group;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Op;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Outcome;

/**
 * The longest runs of adjacent operands of a concat that a rule can make one value of; operands before, between and after them stay as they are.
 *
 * @param <O> the op that computes the operands
 */
final class ConcatRuns<O extends Op> {
  /** A concat of channels that is no operand of another one. */
  static final Pattern<Concat> CHANNELS =
      node(Concat.class).where(Reason.AXIS, "joins another axis than channels", concat -> concat.op().axis() == 1).where(Reason.OTHER_OP,
          "is an operand of another concat", concat -> !isNested(concat));

  /** How many runs to try one by one; more would make long concats cost their square. */
  private static final int REACH = 16;

  private final List<Run<O>> runs = new ArrayList<>();
  private Failure failure = new Failure(Reason.OTHER_OP, "the concat has one operand");
  private boolean failed;

  /** Adjacent operands' producers, at least two; the first is operand {@code from}. */
  private record Run<O extends Op>(int from, List<Match<O>> members) {}

  /** Why two operands cannot be in one run, if they cannot; an equivalence. */
  @FunctionalInterface
  interface Difference<O extends Op> {
    Optional<Failure> between(Match<O> left, Match<O> right);
  }

  private ConcatRuns() {}

  /** Whether a concat is used by nothing but one concat of the same axis. */
  static boolean isNested(Site<Concat> concat) {
    Value result = concat.node().result();
    Rewriter view = concat.view();
    return view.useCount(result) == 1 && !view.isOutput(result) && view.users(result).getFirst().op().equals(concat.op());
  }

  /**
   * The runs of operands that {@code member} matches and {@code difference} does not separate.
   *
   * @param alike whether two neighbours would be in one run if both were members: only then it is news that one is none
   */
  static <O extends Op> ConcatRuns<O> find(Site<Concat> concat, Pattern<O> member, BiPredicate<Node, Node> alike,
      Difference<O> difference) {
    var found = new ConcatRuns<O>();
    var run = new ArrayList<Match<O>>();
    List<Value> operands = concat.operands();
    for (int i = 0; i < operands.size(); i++) {
      switch (Attempts.match(member, operands.get(i).producer(), concat.view())) {
        case Pattern.Attempt.Failed<O>(var reason) -> {
          found.close(run, i);
          Node node = operands.get(i).producer();
          boolean news = (i > 0 && alike.test(operands.get(i - 1).producer(), node))
              || (i + 1 < operands.size() && alike.test(node, operands.get(i + 1).producer()));
          found.note(news ? reason : new Failure(Reason.OTHER_OP, reason.detail()));
        }
        case Pattern.Attempt.Matched<O>(var match) -> {
          Optional<Failure> gap = run.isEmpty() ? Optional.empty() : difference.between(run.getLast(), match);
          if (gap.isPresent()) {
            found.close(run, i);
            found.note(gap.get());
          }
          run.add(match);
        }
      }
    }
    found.close(run, operands.size());
    return found;
  }

  private void close(List<Match<O>> run, int end) {
    if (run.size() > 1) {
      runs.add(new Run<>(end - run.size(), List.copyOf(run)));
    }
    run.clear();
  }

  /** Keeps the first failure that says more than that the shape of graph is another. */
  private void note(Failure next) {
    if (!failed || (failure.reason().isStructural() && !next.reason().isStructural())) {
      failure = next;
      failed = true;
    }
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Why there is no run. */
  Failure failure() {
    return failure;
  }

  /** The concat with each run replaced by what {@code merge} makes of it, or why there is nothing to replace. */
  Outcome rewrite(Match<Concat> concat, Rewriter out, Function<List<Match<O>>, Value> merge) {
    return runs.isEmpty() ? Outcome.declined(failure.reason(), failure.detail()) : Outcome.replacedBy(merged(runs, concat, out, merge));
  }

  /** As {@link #rewrite}, if that gains, in the first of these ways that does: for all runs, or else for one of the first. */
  Outcome propose(Match<Concat> concat, Rewriter out, List<Function<List<Match<O>>, Value>> merges) {
    if (runs.isEmpty()) {
      return Outcome.declined(failure.reason(), failure.detail());
    }
    var ways = new ArrayList<Supplier<Value>>();
    merges.forEach(merge -> ways.add(() -> merged(runs, concat, out, merge)));
    if (runs.size() > 1) {
      runs.stream().limit(REACH).forEach(run -> merges.forEach(merge -> ways.add(() -> merged(List.of(run), concat, out, merge))));
    }
    return Outcome.proposed(ways);
  }

  private static <O extends Op> Value merged(List<Run<O>> runs, Match<Concat> concat, Rewriter out, Function<List<Match<O>>, Value> merge) {
    List<Value> before = concat.operands();
    var after = new ArrayList<Value>();
    int next = 0;
    for (Run<O> run : runs) {
      after.addAll(before.subList(next, run.from()));
      after.add(merge.apply(run.members()));
      next = run.from() + run.members().size();
    }
    after.addAll(before.subList(next, before.size()));
    if (after.size() == 1) {
      return after.getFirst();
    }
    out.at(List.of(concat.node()));
    return out.add(concat.op(), after);
  }
}
