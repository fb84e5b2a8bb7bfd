package netc.rule.move;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Size2;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Arm;

/**
 * Puts convolutions of one input that slide the same window side by side in a concat, where the convolution that reads the concat can have its columns in
 * any order: as neighbours they become one. Applies in no network of the zoo, whose authors write siblings side by side; other exporters sort branches as they like.
 *
 * <pre>
 *   conv2d(concat(conv2d(x, W1), y, conv2d(x, W2)), W)   =>   conv2d(concat(conv2d(x, W1), conv2d(x, W2), y), W[:, p])
 * </pre>
 */
public final class MoveSiblingConvsTogether implements Rule<Conv2d> {
  private static final Pattern<Op> ONE_USE = node(Op.class).withOneUse();
  private static final Pattern<Conv2d> SIBLING =
      node(Conv2d.class).where(Reason.OTHER_OP, "has groups", conv -> conv.op().groups() == 1).withOneUse().operandsFrom(1, constant());
  private static final Pattern<Conv2d> PATTERN = node(Conv2d.class).where(Reason.OTHER_OP, "has groups", conv -> conv.op().groups() == 1)
      .operandsFrom(1, constant());

  /** What siblings have in common: what follows them, what they are, what they read. */
  private record Kind(List<Op> functions, Op conv, Size2 kernel, Value x) {}

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
    return "W' = W[:, p]";
  }

  @Override
  public String summary() {
    return "put convolutions of one input side by side in a concat";
  }

  @Override
  public Outcome apply(Match<Conv2d> reader, Rewriter out) {
    ChannelPath path = ChannelPath.before(reader, out);
    Node node = path.start();
    if (!(node.op() instanceof Concat concat) || concat.axis() != 1) {
      return Outcome.declined(Reason.OTHER_OP, reader + " follows " + node + ", no concat of channels");
    }
    List<Integer> order = order(out.operands(node), out);
    if (IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i)) {
      return Outcome.declined(Reason.OTHER_OP, node + " has no siblings that are apart");
    }
    return path.refusal(ONE_USE, out).map(failure -> Outcome.declined(failure.reason(), failure.detail()))
        .orElseGet(() -> Outcome.replacedBy(reordered(path, order, out)));
  }

  /** The operands, those of one kind where the first of them is. */
  private static List<Integer> order(List<Value> operands, Rewriter view) {
    Map<Object, List<Integer>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      Object kind = kind(operands.get(i), view).map(Object.class::cast).orElse(i);
      kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(i);
    }
    return kinds.values().stream().flatMap(List::stream).toList();
  }

  private static Optional<Kind> kind(Value value, Rewriter view) {
    return Arm.before(value, SIBLING, _ -> {}, view)
        .map(arm -> new Kind(arm.functions(), arm.conv().op(), Conv2d.kernel(arm.conv().operand(1).type()), arm.conv().operand(0)));
  }

  private static Value reordered(ChannelPath path, List<Integer> order, Rewriter out) {
    Node concat = path.start();
    List<Value> operands = out.operands(concat);
    int[] starts = new int[operands.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + operands.get(i - 1).type().shape().extent(1);
    }
    List<Integer> channels = order.stream()
        .flatMap(i -> IntStream.range(starts[i], starts[i] + operands.get(i).type().shape().extent(1)).boxed()).toList();
    out.at(List.of(concat));
    return path.of(out.add(concat.op(), order.stream().map(operands::get).toList()), channels, out);
  }
}
