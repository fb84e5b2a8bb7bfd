package netc.rule.group;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Size2;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.rule.Terms;

/** A tree of additions whose inner results are used once, and which convolutions among its terms can be one. */
final class Sum {
  private final TensorType type;
  private final Rewriter view;
  private final List<Value> terms;
  private final Map<Kind, Map<Value, Match<Conv2d>>> kinds = new LinkedHashMap<>();
  private final List<List<Match<Conv2d>>> groups = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();

  /** What convolutions must have in common; the last is what their inputs pass through, if that can become one too. */
  private record Kind(Conv2d op, Size2 kernel, List<Dim> map, Optional<List<Op>> before) {
    static Kind of(Match<Conv2d> conv) {
      List<Dim> dims = conv.operand(0).type().shape().dims();
      return new Kind(conv.op(), ConvPairs.kernel(conv), dims.subList(2, dims.size()),
          Branch.of(conv.operand(0), conv.view()).map(Branch::ops));
    }
  }

  private Sum(Match<Add> root) {
    type = root.type();
    view = root.view();
    terms = Terms.of(root);
  }

  /** The sum that ends in {@code root}. */
  static Sum of(Match<Add> root) {
    var sum = new Sum(root);
    sum.terms.forEach(sum::sort);
    sum.kinds.values().forEach(kind -> sum.choose(List.copyOf(kind.values())));
    return sum;
  }

  private void sort(Value term) {
    Node node = term.producer();
    if (!(node.op() instanceof Conv2d)) {
      return;
    }
    switch (Attempts.match(ConvPairs.USED_ONCE, node, view)) {
      case Attempt.Failed<Conv2d>(var reason) -> note(reason);
      case Attempt.Matched<Conv2d>(var conv) when conv.op().groups() > 1 ->
          note(new Failure(Reason.GROUPS, conv + " has " + conv.op().groups() + " groups, expected one"));
      case Attempt.Matched<Conv2d>(var conv) when !conv.type().equals(type) ->
          note(new Failure(Reason.SHAPE, conv + " is " + conv.type() + ", the sum " + type));
      case Attempt.Matched<Conv2d>(var conv) -> {
        Match<Conv2d> same = kinds.computeIfAbsent(Kind.of(conv), _ -> new LinkedHashMap<>()).putIfAbsent(conv.operand(0), conv);
        if (same != null) {
          note(new Failure(Reason.INPUTS, same + " and " + conv + " both read " + conv.operandName(0)));
        }
      }
    }
  }

  private void choose(List<Match<Conv2d>> convs) {
    if (convs.size() < 2) {
      return;
    }
    groups.add(convs);
  }

  private void note(Failure next) {
    failure = failure.or(() -> Optional.of(next));
  }

  /** What is added, from left to right. */
  List<Value> terms() {
    return terms;
  }

  /** The convolutions that can be one, two or more in each list. */
  List<List<Match<Conv2d>>> groups() {
    return groups;
  }

  /** Why there is no such list. */
  Failure failure() {
    List<Match<Conv2d>> firsts = kinds.values().stream().map(kind -> kind.values().iterator().next()).toList();
    return failure.or(() -> firsts.size() < 2 ? Optional.empty() : difference(firsts.get(0), firsts.get(1)))
        .orElseGet(() -> new Failure(Reason.OTHER_OP, "the sum has fewer than two convolutions"));
  }

  private static Optional<Failure> difference(Match<Conv2d> left, Match<Conv2d> right) {
    TensorType mine = left.operand(0).type();
    TensorType theirs = right.operand(0).type();
    return ConvPairs.difference(left, right).or(() -> Optional.of(
        mine.shape().dims().subList(2, 4).equals(theirs.shape().dims().subList(2, 4))
            ? new Failure(Reason.INPUTS, "the inputs of " + left + " and " + right + " come through different ops")
            : new Failure(Reason.INPUTS, left + " reads " + mine + ", " + right + " reads " + theirs)));
  }
}
