package netc.ir;

import java.util.HashSet;
import java.util.Set;
import netc.ir.op.BatchNorm;
import netc.ir.op.Constant;
import netc.ir.op.Leaf;

/** Keeps the cost of a graph while nodes come and go, at a constant cost a node. */
final class Tally {
  private final Set<Value> running = new HashSet<>();
  private Cost cost = Cost.NONE;

  Cost cost() {
    return cost;
  }

  void add(Node node) {
    cost = cost.plus(of(node));
    if (node.op() instanceof BatchNorm) {
      for (Value statistic : node.operands().subList(BatchNorm.MEAN, BatchNorm.VAR + 1)) {
        if (running.add(statistic)) {
          cost = cost.minus(parameters(statistic.producer()));
        }
      }
    }
  }

  void remove(Node node) {
    boolean statistic = node.op() instanceof Constant && running.contains(node.result());
    cost = statistic ? cost : cost.minus(of(node));
  }

  private static Cost of(Node node) {
    return node.op() instanceof Leaf ? parameters(node) : new Cost(1, 0, Statistics.macs(node));
  }

  private static Cost parameters(Node node) {
    return node.op() instanceof Constant(var tensor) ? new Cost(0, tensor.shape().elements(), 0) : Cost.NONE;
  }
}
