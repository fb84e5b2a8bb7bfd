package netc.rule.group;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Op;
import netc.ir.op.Prelu;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;

/** The ops that treat each channel alone and so commute with a concat of channels: unary functions, batch normalization, prelu. */
final class ChannelWise {
  /** Such an op, its parameters weights. */
  static final Pattern<Op> ANY =
      node(Op.class).where(Reason.OTHER_OP, "does not treat each channel alone", site -> includes(site.op())).operandsFrom(1, constant());

  /** Such an op whose result is used once. */
  static final Pattern<Op> USED_ONCE = ANY.withOneUse();

  private ChannelWise() {}

  static boolean includes(Op op) {
    return op instanceof Unary || op instanceof BatchNorm || op instanceof Prelu;
  }

  /** Why two of them are not one op with other parameters. */
  static Optional<Failure> difference(Match<Op> left, Match<Op> right) {
    return left.op().equals(right.op())
        ? Optional.empty()
        : Optional.of(new Failure(Reason.OTHER_OP, left + " and " + right + " compute different functions"));
  }

  /** The ops' parameters for the concat of their operands. */
  static List<Value> joined(List<Match<Op>> members, Rewriter out) {
    Match<Op> first = members.getFirst();
    if (first.op() instanceof Prelu && shareOneSlope(members)) {
      return List.of(first.operand(1));
    }
    var parameters = new ArrayList<Value>();
    for (int i = 1; i < first.arity(); i++) {
      int index = i;
      List<Tensor> parts = members.stream().map(member -> WeightBlocks.repeat(member.tensor(index), member.type().size(1))).toList();
      parameters.add(out.weight(first.operandName(i), WeightBlocks.join(parts, 0)));
    }
    return parameters;
  }

  private static boolean shareOneSlope(List<Match<Op>> members) {
    Tensor slope = members.getFirst().tensor(1);
    return slope.shape().elements() == 1 && members.stream().allMatch(member -> member.tensor(1).equals(slope));
  }

  /** The op's parameters for the {@code count} channels from {@code from}. */
  static List<Value> cut(Site<Op> site, long from, long count, Rewriter out) {
    return IntStream.range(1, site.arity())
        .mapToObj(i -> isForAllChannels(site, i)
            ? site.operand(i)
            : out.weight(site.operandName(i), WeightBlocks.cut(site.tensor(i), 0, from, count)))
        .toList();
  }

  private static boolean isForAllChannels(Site<Op> site, int parameter) {
    return site.op() instanceof Prelu && site.tensor(parameter).shape().elements() == 1;
  }

  /** Lets new nodes come from {@code members}, side by side, with the name of the first. */
  static void at(List<? extends Site<?>> members, Rewriter out) {
    List<Node> nodes = members.stream().map(Site::node).toList();
    out.at(Origin.siblings(nodes.stream().map(Node::origin).toList()), nodes.getFirst().name());
  }
}
