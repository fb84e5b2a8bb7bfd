package netc.ir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import netc.ir.op.BatchNorm;
import netc.ir.op.Leaf;

/** Keeps the cost of a graph, as {@link Statistics} counts it, while nodes and uses come and go, at a constant cost a use. */
final class Tally {
  /** How a value is used: a weight that is used as a running statistic alone is no parameter. */
  private static final class Uses {
    private long statistics;
    private long others;

    boolean areStatistics() {
      return statistics > 0 && others == 0;
    }
  }

  private final Map<Value, Uses> uses = new HashMap<>();
  private Cost cost = Cost.NONE;

  Cost cost() {
    return cost;
  }

  void add(Node node) {
    cost = cost.plus(of(node));
    use(node, node.operands(), 1);
  }

  /** A node that nothing uses goes; its operands are what they are now. */
  void remove(Node node, List<Value> operands) {
    use(node, operands, -1);
    cost = cost.minus(of(node));
  }

  void addOutput(Value value) {
    change(value, 0, 1);
  }

  /** All uses of one value become uses of another. */
  void move(Value old, Value now) {
    Uses moving = uses.get(old);
    if (moving != null) {
      long statistics = moving.statistics;
      long others = moving.others;
      change(old, -statistics, -others);
      change(now, statistics, others);
    }
  }

  private void use(Node node, List<Value> operands, int count) {
    for (int i = 0; i < operands.size(); i++) {
      boolean statistic = node.op() instanceof BatchNorm && i >= BatchNorm.MEAN;
      change(operands.get(i), statistic ? count : 0, statistic ? 0 : count);
    }
  }

  private void change(Value value, long statistics, long others) {
    Uses now = uses.computeIfAbsent(value, _ -> new Uses());
    boolean before = now.areStatistics();
    now.statistics += statistics;
    now.others += others;
    if (before != now.areStatistics()) {
      Cost parameters = parameters(value.producer());
      cost = before ? cost.plus(parameters) : cost.minus(parameters);
    }
  }

  private static Cost of(Node node) {
    return node.op() instanceof Leaf ? parameters(node) : new Cost(1, 0, Statistics.macs(node));
  }

  private static Cost parameters(Node node) {
    return new Cost(0, Statistics.parameters(node), 0);
  }
}
