package netc.ir;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import netc.ir.op.BatchNorm;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Leaf;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Op;
import netc.ir.type.TensorType;

/**
 * What a network costs. Counted from types alone; no weight is made.
 *
 * @param parameters elements of weights, without the running mean and variance of batch normalization and without scalars (rank 0), which are numbers
 *     of the formula, such as the scale of a residual, and not learned
 * @param macs multiply-accumulates of convolutions and linear layers for a batch of 1
 * @param ops nodes by mnemonic, inputs and weights aside
 * @param depthwise convolutions with one channel a group (and more than one group)
 * @param grouped convolutions with several groups of several channels
 */
public record Statistics(long parameters, long macs, SortedMap<String, Integer> ops, int depthwise, int grouped) {
  /** Counts a graph. */
  public static Statistics of(Graph graph) {
    Set<Value> running = running(graph);
    long parameters = 0;
    long macs = 0;
    int depthwise = 0;
    int grouped = 0;
    SortedMap<String, Integer> ops = new TreeMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Constant && !running.contains(node.result())) {
        parameters += parameters(node);
      }
      if (!(node.op() instanceof Leaf)) {
        ops.merge(node.op().name(), 1, Integer::sum);
      }
      macs += macs(node);
      if (node.op() instanceof Conv2d conv && conv.groups() > 1) {
        boolean single = node.operand(1).type().size(1) == 1;
        depthwise += single ? 1 : 0;
        grouped += single ? 0 : 1;
      }
    }
    return new Statistics(parameters, macs, ops, depthwise, grouped);
  }

  /** The parameters in one node: the elements of a weight that is no scalar, as if it were no running statistic. */
  static long parameters(Node node) {
    return node.op() instanceof Constant(var tensor) && tensor.shape().rank() > 0 ? tensor.shape().elements() : 0;
  }

  /** The multiply-accumulates of one node for a batch of 1. */
  public static long macs(Node node) {
    return macs(node.op(), node.operands().stream().map(Value::type).toList(), node.types().getFirst());
  }

  /**
   * The multiply-accumulates of an op on operands of these types, with a (first) result of that type, for a batch of 1. The batch is the first axis,
   * also of products of matrices.
   */
  public static long macs(Op op, List<TensorType> operands, TensorType result) {
    return switch (op) {
      case Conv2d _ -> result.shape().elementsFrom(1) * operands.get(1).shape().elementsFrom(1);
      case ConvTranspose2d _ -> operands.get(0).shape().elementsFrom(1) * operands.get(1).shape().elementsFrom(1);
      case MatMul _ -> result.shape().elementsFrom(1) * operands.get(0).size(operands.get(0).rank() - 1);
      case Linear _ -> operands.get(1).shape().elements();
      default -> 0; // only contractions multiply and accumulate
    };
  }

  /** The number of nodes, inputs and weights aside. */
  public int layers() {
    return ops.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Weights that only serve as running statistics. */
  private static Set<Value> running(Graph graph) {
    var statistics = new HashSet<Value>();
    var others = new HashSet<Value>(graph.outputs().values());
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.operands().size(); i++) {
        boolean isStatistic = node.op() instanceof BatchNorm && i >= BatchNorm.MEAN;
        (isStatistic ? statistics : others).add(node.operand(i));
      }
    }
    statistics.removeAll(others);
    return statistics;
  }
}
