package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * A convolution and what its result passes through on the way to a concat, each result used once. Shows whether a concat would go away, if it were
 * there, so that a rule adds one only where others remove it.
 *
 * @param steps the ops after the convolution, the last one first
 * @param conv the convolution
 */
record Branch(List<Op> steps, Match<Conv2d> conv) {
  /** How far to look, in ops after a convolution and in convolutions: more would make long chains cost their square. */
  private static final int REACH = 16;

  /** What two branches have to be to each other. */
  @FunctionalInterface
  interface Relation extends BiFunction<Branch, Branch, Optional<Failure>> {}

  /** The branch that computes a value. */
  static Optional<Branch> of(Value value, Rewriter view) {
    var steps = new ArrayList<Op>();
    Node node = value.producer();
    while (steps.size() < REACH && Attempts.match(ChannelWise.USED_ONCE, node, view) instanceof Attempt.Matched<Op>(var step)) {
      steps.add(step.op());
      node = step.producer(0);
    }
    return Attempts.match(ConvPairs.USED_ONCE, node, view) instanceof Attempt.Matched<Conv2d>(var conv)
        ? Optional.of(new Branch(steps, conv))
        : Optional.empty();
  }

  /** All its ops, the last one first. */
  List<Op> ops() {
    return Stream.concat(steps.stream(), Stream.of(conv.op())).toList();
  }

  private static Optional<Failure> steps(Branch left, Branch right) {
    return left.steps.equals(right.steps)
        ? Optional.empty()
        : Optional.of(new Failure(Reason.OTHER_OP, left.conv + " and " + right.conv + " are followed by different ops"));
  }

  /** Why the convolutions are not slices of a wider one. */
  static Optional<Failure> siblings(Branch left, Branch right) {
    return steps(left, right).or(() -> ConvPairs.siblings(left.conv, right.conv));
  }

  /** Why the convolutions are not groups of one. */
  static Optional<Failure> parallel(Branch left, Branch right) {
    return steps(left, right).or(() -> ConvPairs.parallel(left.conv, right.conv));
  }

  /** The number of elements (for a batch of 1) that a concat of these values would still have to copy after all rules have done their part. */
  static long copied(List<Value> values, Rewriter view) {
    List<Value> now = values;
    long least = elements(values);
    for (int level = 0; level < REACH; level++) {
      List<Branch> branches = now.stream().flatMap(value -> of(value, view).stream()).toList();
      if (isWholeSplit(now) || (branches.size() == now.size() && all(branches, Branch::siblings))) {
        return 0;
      }
      if (branches.size() < now.size() || !all(branches, Branch::parallel)) {
        return least;
      }
      now = branches.stream().map(branch -> branch.conv.operand(0)).toList();
      least = Math.min(least, elements(now));
    }
    return least;
  }

  private static boolean all(List<Branch> branches, Relation relation) {
    for (int i = 1; i < branches.size(); i++) {
      if (relation.apply(branches.get(i - 1), branches.get(i)).isPresent()) {
        return false;
      }
    }
    return true;
  }

  /** Whether these are all channels of one value, in order. */
  static boolean isWholeSplit(List<Value> values) {
    Node producer = values.getFirst().producer();
    return producer.op() instanceof Split split && split.axis() == 1 && producer.results().equals(values);
  }

  /** The number of elements of all values, for a batch of 1. */
  static long elements(List<Value> values) {
    return values.stream().mapToLong(value -> value.type().shape().elementsFrom(1)).sum();
  }
}
