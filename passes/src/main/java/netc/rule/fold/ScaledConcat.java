package netc.rule.fold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Matched;
import netc.match.Site;
import netc.rule.ChannelMap;

/**
 * A concat of channels of which some operands are maps of channels: together they are one map of a concat of what is mapped.
 *
 * @param concat the concat
 * @param parts its operands
 * @param maps what each operand is a map of; absent for one that stays as it is
 */
record ScaledConcat(Node concat, List<Value> parts, List<Optional<ChannelMap>> maps) {
  private static final Pattern<Op> ONE_USE = Pattern.node(Op.class).withOneUse();

  /** The concat that a node is, if it is one and has such an operand. */
  static Optional<ScaledConcat> of(Node node, Rewriter view) {
    if (!(node.op() instanceof Concat concat) || concat.axis() != 1) {
      return Optional.empty();
    }
    List<Value> parts = view.operands(node);
    List<Optional<ChannelMap>> maps = parts.stream().map(part -> map(part.producer(), view)).toList();
    return maps.stream().allMatch(Optional::isEmpty) ? Optional.empty() : Optional.of(new ScaledConcat(node, parts, maps));
  }

  private static Optional<ChannelMap> map(Node node, Rewriter view) {
    var site = new Site<>(node, node.op(), view);
    return ChannelMap.isCandidate(site) && ONE_USE.match(node, view) instanceof Matched<Op> && ChannelMap.refusal(site).isEmpty()
        ? Optional.of(ChannelMap.of(site))
        : Optional.empty();
  }

  /** The nodes that are maps. */
  Stream<Node> nodes() {
    return IntStream.range(0, parts.size()).filter(i -> maps.get(i).isPresent()).mapToObj(i -> parts.get(i).producer());
  }

  /** The map of all channels. */
  ChannelMap map() {
    List<Tensor> ingredients = maps.stream().flatMap(Optional::stream).flatMap(map -> map.ingredients().stream()).toList();
    return new ChannelMap(concat.result(), ingredients, joined(ChannelMap::scale, 1), joined(ChannelMap::shift, 0));
  }

  private Optional<Supplier<double[]>> joined(Function<ChannelMap, Optional<Supplier<double[]>>> side, double otherwise) {
    return maps.stream().allMatch(map -> map.flatMap(side).isEmpty()) ? Optional.empty() : Optional.of(() -> {
      double[] all = new double[concat.type().shape().extent(1)];
      int from = 0;
      for (int i = 0; i < parts.size(); i++) {
        int width = parts.get(i).type().shape().extent(1);
        Optional<Supplier<double[]>> elements = maps.get(i).flatMap(side);
        Arrays.fill(all, from, from + width, otherwise);
        if (elements.isPresent()) {
          System.arraycopy(elements.get().get(), 0, all, from, width);
        }
        from += width;
      }
      return all;
    });
  }

  /** The concat of what is mapped. */
  Value unmapped(Rewriter out) {
    var operands = new ArrayList<Value>();
    for (int i = 0; i < parts.size(); i++) {
      operands.add(maps.get(i).map(ChannelMap::x).orElse(parts.get(i)));
    }
    out.at(List.of(concat));
    return out.add(concat.op(), operands);
  }
}
