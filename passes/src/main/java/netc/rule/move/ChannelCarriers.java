package netc.rule.move;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Pooling;
import netc.ir.op.Prelu;
import netc.ir.op.Unary;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Matched;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * Which ops do not mind the order of their channels: a dense convolution, whose weight can have its columns or rows in any order, and what treats each
 * channel alone and hands the order on.
 */
final class ChannelCarriers {
  private static final Pattern<Op> WITH_WEIGHTS = node(Op.class).operandsFrom(1, constant());

  private final Set<Node> moves;
  private final Rewriter view;

  /**
   * Looks around what moves channels.
   *
   * @param moves the ops that do
   * @param view the graph
   */
  ChannelCarriers(Set<Node> moves, Rewriter view) {
    this.moves = moves;
    this.view = view;
  }

  /** Whether a convolution reads all channels for each of its own, and has weights. */
  static boolean isDense(Node node, Rewriter view) {
    return node.op() instanceof Conv2d conv && conv.groups() == 1 && hasWeights(node, view);
  }

  /** Whether a node treats each channel alone, with weights that can be put in another order. */
  static boolean isChannelWise(Node node, Rewriter view) {
    return switch (node.op()) {
      case Unary _, Pooling _ -> true;
      case BatchNorm _, Prelu _ -> hasWeights(node, view);
      case Conv2d _ -> isDepthwise(node, view) && hasWeights(node, view);
      default -> false;
    };
  }

  private static boolean hasWeights(Node node, Rewriter view) {
    return WITH_WEIGHTS.match(node, view) instanceof Matched<?>;
  }

  /** Whether a convolution has one filter for each channel, which reads that alone. */
  static boolean isDepthwise(Node node, Rewriter view) {
    return node.op() instanceof Conv2d conv && conv.groups() > 1 && conv.groups() == view.operand(node, 0).type().size(1)
        && conv.groups() == node.type().size(1);
  }

  /** All nodes behind a value that have to know its order, up to dense convolutions; or why one cannot. */
  Optional<Failure> readers(Value value, Set<Node> readers) {
    var work = new ArrayDeque<>(List.of(value));
    while (!work.isEmpty()) {
      Value next = work.pop();
      if (view.isOutput(next)) {
        return Optional.of(new Failure(Reason.IS_OUTPUT, next.producer() + " is an output, which has its order"));
      }
      for (Node user : view.users(next)) {
        if (moves.contains(user) && next == value) {
          continue;
        }
        if (view.operands(user).lastIndexOf(next) != 0 || !(isDense(user, view) || isChannelWise(user, view))) {
          return Optional.of(new Failure(Reason.OTHER_OP, user + " needs the order of its channels"));
        }
        readers.add(user);
        if (!isDense(user, view)) {
          work.push(user.result());
        }
      }
    }
    return Optional.empty();
  }

  /** The nodes from a dense convolution to a value that can give it its channels in any order; none if nothing can. */
  List<Node> producers(Value source) {
    if (view.isOutput(source) || !moves.containsAll(view.users(source))) {
      return List.of();
    }
    var chain = new ArrayList<Node>();
    Node node = source.producer();
    while (isChannelWise(node, view) && isUsedOnce(view.operand(node, 0))) {
      chain.add(node);
      node = view.operand(node, 0).producer();
    }
    chain.add(node);
    return isDense(node, view) ? chain.reversed() : List.of();
  }

  private boolean isUsedOnce(Value value) {
    return view.useCount(value) == 1 && !view.isOutput(value);
  }
}
