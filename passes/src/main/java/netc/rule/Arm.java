package netc.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Unary;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Failed;
import netc.match.Pattern.Attempt.Matched;
import netc.match.Pattern.Failure;

/**
 * A convolution and the functions of each element that its result passes through, each reading what nothing else reads.
 *
 * @param conv the convolution
 * @param steps the functions, the first one first
 */
public record Arm(Match<Conv2d> conv, List<Node> steps) {
  /** How many functions to look past; more would make long chains cost their square. */
  private static final int REACH = 8;

  private static final Pattern<Op> STEP = Pattern.node(Op.class).withOneUse();

  /** The arm that ends in a value, its functions used once; none if no convolution begins it, or one that {@code convs} fails with a reason. */
  public static Optional<Arm> before(Value end, Pattern<Conv2d> convs, Consumer<Failure> reasons, Rewriter view) {
    var steps = new ArrayList<Node>();
    Node node = end.producer();
    while (node.op() instanceof Unary && steps.size() < REACH && STEP.match(node, view) instanceof Matched<?>) {
      steps.addFirst(node);
      node = view.operand(node, 0).producer();
    }
    if (!(node.op() instanceof Conv2d)) {
      return Optional.empty();
    }
    return switch (convs.match(node, view)) {
      case Matched<Conv2d>(var conv) -> Optional.of(new Arm(conv, steps));
      case Failed<Conv2d>(var failure) -> {
        reasons.accept(failure);
        yield Optional.empty();
      }
    };
  }

  /** The longest arm that begins with a convolution. */
  public static Arm after(Match<Conv2d> conv, Rewriter view) {
    var steps = new ArrayList<Node>();
    Value value = conv.node().result();
    while (steps.size() < REACH && view.useCount(value) == 1 && !view.isOutput(value)
        && view.users(value).getFirst().op() instanceof Unary) {
      steps.add(view.users(value).getFirst());
      value = steps.getLast().result();
    }
    return new Arm(conv, steps);
  }

  /** What the functions are. */
  public List<Op> functions() {
    return steps.stream().map(Node::op).toList();
  }

  /** The node that computes its result. */
  public Node last() {
    return steps.isEmpty() ? conv.node() : steps.getLast();
  }

  /** The functions that arms have in common, of one value: what comes from all their convolutions. */
  public static Value functions(List<Arm> arms, Value x, Rewriter out) {
    Value value = x;
    for (int i = 0; i < arms.getFirst().steps.size(); i++) {
      int step = i;
      List<Node> nodes = arms.stream().map(arm -> arm.steps.get(step)).toList();
      out.at(Origin.siblings(nodes.stream().map(Node::origin).toList()), nodes.getFirst().name());
      value = out.add(nodes.getFirst().op(), value);
    }
    return value;
  }
}
