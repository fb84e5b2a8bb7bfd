package netc.rule.move;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Elu;
import netc.ir.op.Gelu;
import netc.ir.op.HardSwish;
import netc.ir.op.LeakyRelu;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Mish;
import netc.ir.op.Op;
import netc.ir.op.Pooling;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Silu;
import netc.ir.op.Tanh;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Removes the channels between two convolutions that make no difference, as pruned networks have them: those that the second one multiplies by zeros,
 * and those that are zero, as the first one has a filter of zeros without bias and what is between keeps zeros. Looks only at weights that are stored:
 * none is computed for it.
 *
 * <pre>
 *   conv2d(f(conv2d(x, W1, b1)), W2, b2)   =>   conv2d(f(conv2d(x, W1[p, :], b1[p])), W2[:, p], b2)
 *     where p are the channels but those with W2[:, c] = 0, or W1[c, :] = 0 and b1[c] = 0 and f(0) = 0
 * </pre>
 *
 * <p>Fires in no network of the zoo: none is pruned, and weights that are drawn are not zero.
 */
public final class RemoveUselessChannels implements Rule<Conv2d> {
  private static final Pattern<Op> ONE_USE = node(Op.class).withOneUse();
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class).where(Reason.OTHER_OP, "has several groups", conv -> conv.op().groups() == 1).operandsFrom(1, constant());

  @Override
  public Pattern<Conv2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W1' = W1[p, :], b1' = b1[p], W2' = W2[:, p]";
  }

  @Override
  public String summary() {
    return "remove channels that are zero or that are multiplied by zeros";
  }

  @Override
  public Outcome apply(Match<Conv2d> second, Rewriter out) {
    ChannelPath path = ChannelPath.before(second, out);
    if (!ChannelCarriers.isDense(path.start(), out)) {
      return Outcome.declined(Reason.OTHER_OP, second + " follows " + path.start() + ", no dense convolution");
    }
    var first = new Site<>(path.start(), (Conv2d) path.start().op(), out);
    List<Integer> useful = useful(first, path.steps(), second);
    if (useful.size() == first.type().size(1) || useful.isEmpty()) {
      return Outcome.declined(Reason.OTHER_OP,
          "the channels between " + first + " and " + second + " are all of use, or their weights not stored");
    }
    return path.refusal(ONE_USE, out).map(failure -> Outcome.declined(failure.reason(), failure.detail())).orElseGet(() -> {
      Value some = ChannelSelection.of(first.node(), first.operand(0), Optional.of(useful), Optional.empty(), out);
      return Outcome.replacedBy(path.of(some, useful, out));
    });
  }

  private static List<Integer> useful(Site<Conv2d> first, List<Node> between, Site<Conv2d> second) {
    boolean finite = between.stream().allMatch(node -> !(node.op() instanceof MaxPool2d pool) || pool.seesInput()); // −∞ by 0 is no zero
    boolean keepsZeros = between.stream().allMatch(RemoveUselessChannels::keepsZeros);
    return IntStream.range(0, first.type().shape().extent(1))
        .filter(channel -> !(finite && isUnread(second.tensor(1), channel)) && !(keepsZeros && isZero(first, channel)))
        .boxed().toList();
  }

  private static boolean keepsZeros(Node node) {
    return switch (node.op()) {
      case Relu _, LeakyRelu _, Prelu _, Elu _, Gelu _, Silu _, Mish _, HardSwish _, Tanh _ -> true;
      case MaxPool2d pool -> pool.seesInput();
      case Pooling _ -> true;
      case Conv2d _ -> node.operands().size() == 2;
      default -> false;
    };
  }

  /** Stops at the first element that is not zero. */
  private static boolean isUnread(Tensor weight, int channel) {
    long taps = weight.shape().elementsFrom(2);
    long filter = weight.shape().elementsFrom(1);
    return Weights.isStored(weight) && LongStream.range(0, weight.shape().size(0))
        .allMatch(o -> LongStream.range(0, taps).allMatch(tap -> weight.get(o * filter + channel * taps + tap) == 0));
  }

  private static boolean isZero(Site<Conv2d> conv, int channel) {
    return IntStream.range(1, conv.arity()).allMatch(i -> {
      Tensor weight = conv.tensor(i);
      long row = weight.shape().elementsFrom(1);
      return Weights.isStored(weight) && LongStream.range(channel * row, (channel + 1) * row).allMatch(element -> weight.get(element) == 0);
    });
  }
}
