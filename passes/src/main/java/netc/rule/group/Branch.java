package netc.rule.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * A convolution and what its result passes through on the way to a concat or a sum, each result used once. Branches that are alike become one.
 *
 * @param steps the ops after the convolution, the last one first
 * @param conv the convolution
 */
record Branch(List<Match<Op>> steps, Match<Conv2d> conv) {
  /** How far to look, in ops after a convolution and in convolutions: more would make long chains cost their square. */
  private static final int REACH = 16;

  /** What two branches have to be to each other. */
  @FunctionalInterface
  interface Relation extends BiFunction<Branch, Branch, Optional<Failure>> {}

  /** The branch that computes a value. */
  static Optional<Branch> of(Value value, Rewriter view) {
    return of(value, view, _ -> {});
  }

  /** The branch that computes a value; {@code reasons} hears why there is none. */
  static Optional<Branch> of(Value value, Rewriter view, Consumer<Failure> reasons) {
    var steps = new ArrayList<Match<Op>>();
    Node node = value.producer();
    while (steps.size() < REACH && Attempts.match(ChannelWise.USED_ONCE, node, view) instanceof Attempt.Matched<Op>(var step)) {
      steps.add(step);
      node = step.producer(0);
    }
    return switch (Attempts.match(ConvPairs.USED_ONCE, node, view)) {
      case Attempt.Matched<Conv2d>(var conv) -> Optional.of(new Branch(steps, conv));
      case Attempt.Failed<Conv2d>(var failure) -> {
        reasons.accept(failure);
        yield Optional.empty();
      }
    };
  }

  /** All its ops, the last one first. */
  List<Op> ops() {
    return Stream.concat(steps.stream().map(Match::op), Stream.of(conv.op())).toList();
  }

  private static Optional<Failure> steps(Branch left, Branch right) {
    return left.ops().subList(0, left.steps.size()).equals(right.ops().subList(0, right.steps.size()))
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

  /** One grouped convolution of these parallel branches, and what they pass through. */
  static Value grouped(List<Branch> branches, Value x, Rewriter out) {
    List<Match<Conv2d>> convs = branches.stream().map(Branch::conv).toList();
    Conv2d op = convs.getFirst().op();
    return one(branches, op.withGroups(Math.multiplyExact(convs.size(), op.groups())), x, out);
  }

  /** One convolution of these branches, and what they pass through. */
  private static Value one(List<Branch> branches, Conv2d op, Value x, Rewriter out) {
    List<Match<Conv2d>> convs = branches.stream().map(Branch::conv).toList();
    ChannelWise.at(convs, out);
    Value value = out.add(op, Stream.concat(Stream.of(x), ConvPairs.stacked(convs, out).stream()).toList());
    for (int i = branches.getFirst().steps.size() - 1; i >= 0; i--) {
      int step = i;
      List<Match<Op>> members = branches.stream().map(branch -> branch.steps.get(step)).toList();
      ChannelWise.at(members, out);
      value = out.add(members.getFirst().op(), Stream.concat(Stream.of(value), ChannelWise.joined(members, out).stream()).toList());
    }
    return value;
  }

  /** What a concat of these values would be, without a concat where there is another way: the whole of a split, or one of branches that are alike. */
  static Value joined(List<Value> values, Rewriter out) {
    return joined(values, out, REACH);
  }

  private static Value joined(List<Value> values, Rewriter out, int reach) {
    if (isWholeSplit(values)) {
      return out.operand(values.getFirst().producer(), 0);
    }
    List<Branch> branches = reach == 0 ? List.of() : values.stream().flatMap(value -> of(value, out).stream()).toList();
    if (branches.size() < values.size()) {
      return out.add(new Concat(1), values);
    }
    Match<Conv2d> first = branches.getFirst().conv;
    if (all(branches, Branch::siblings)) {
      return one(branches, first.op(), first.operand(0), out);
    }
    if (all(branches, Branch::parallel)) {
      return grouped(branches, joined(branches.stream().map(branch -> branch.conv.operand(0)).toList(), out, reach - 1), out);
    }
    return out.add(new Concat(1), values);
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
}
