package netc.rule.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Op;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Failed;
import netc.match.Pattern.Failure;
import netc.match.Site;

/**
 * What treats each channel alone on the way to a dense convolution.
 *
 * @param start the node before it, whose channels they are
 * @param steps the ops, the first one first
 * @param reader the convolution
 */
record ChannelPath(Node start, List<Node> steps, Site<?> reader) {
  /** How many ops to look past; more would make long chains cost their square. */
  private static final int REACH = 16;

  /** The longest way to a convolution. */
  static ChannelPath before(Site<?> reader, Rewriter view) {
    var steps = new ArrayList<Node>();
    Node node = reader.producer(0);
    while (ChannelCarriers.isChannelWise(node, view) && steps.size() < REACH) {
      steps.addFirst(node);
      node = view.operand(node, 0).producer();
    }
    return new ChannelPath(node, steps, reader);
  }

  /** Why a node on the way, or the one before it, is not what {@code each} of them has to be. */
  Optional<Failure> refusal(Pattern<Op> each, Rewriter view) {
    return Stream.concat(steps.reversed().stream(), Stream.of(start))
        .flatMap(node -> each.match(node, view) instanceof Failed<Op>(var failure) ? Stream.of(failure) : Stream.empty()).findFirst();
  }

  /** What the convolution computes of {@code x}, which has these of the channels, in this order. */
  Value of(Value x, List<Integer> channels, Rewriter out) {
    Value value = x;
    for (Node step : steps) {
      value = ChannelSelection.of(step, value, Optional.of(channels), Optional.empty(), out);
    }
    return ChannelSelection.of(reader.node(), value, Optional.empty(), Optional.of(channels), out);
  }
}
