package netc.rule.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Prelu;
import netc.ir.tensor.Tensor;
import netc.rule.Weights;

/** Nodes that treat each channel alone, and dense convolutions, for some of the channels or for another order of them. */
final class ChannelSelection {
  private ChannelSelection() {}

  /**
   * A node's result.
   *
   * @param node a dense convolution, or what treats each channel alone
   * @param x its operand, with the channels that it has now
   * @param rows the channels that the result is to have, if not all in order
   * @param columns the channels that the operand has, if not all in order; only for a dense convolution, for others these are {@code rows}
   */
  static Value of(Node node, Value x, Optional<List<Integer>> rows, Optional<List<Integer>> columns, Rewriter out) {
    var operands = new ArrayList<>(List.of(x));
    boolean dense = ChannelCarriers.isDense(node, out);
    for (int i = 1; i < node.operands().size(); i++) {
      operands.add(parameter(node, i, rows, dense && i == 1 ? columns : Optional.empty(), out));
    }
    out.at(List.of(node));
    Op op = node.op() instanceof Conv2d conv && !dense ? conv.withGroups(rows.map(List::size).orElse(conv.groups())) : node.op();
    return out.add(op, operands);
  }

  private static Value parameter(Node node, int index, Optional<List<Integer>> rows, Optional<List<Integer>> columns, Rewriter out) {
    Value old = out.operand(node, index);
    if (!(old.producer().op() instanceof Constant(Tensor tensor)) || (node.op() instanceof Prelu && tensor.shape().elements() == 1)) {
      return old;
    }
    Tensor some = rows.map(order -> Weights.gather(tensor, 0, order)).orElse(tensor);
    Tensor now = columns.isPresent() ? Weights.gather(some, 1, columns.get()) : some;
    return now.equals(tensor) ? old : out.weight(old.name(), now);
  }
}
