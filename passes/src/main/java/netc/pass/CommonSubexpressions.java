package netc.pass;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Binary;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;

/** Lets equal operations on equal operands, and equal weights, be computed and stored once. Lazy weights stay lazy. */
public final class CommonSubexpressions implements Pass {
  /** What two nodes have in common if they compute the same. Inputs never do. */
  private record Expression(Op op, List<Value> operands) {}

  /** A weight, with its fingerprint: weights of one shape are many. */
  private record Weight(long fingerprint, Tensor tensor) {}

  @Override
  public String name() {
    return "common-subexpressions";
  }

  @Override
  public String summary() {
    return "computes equal operations on equal operands once, and stores equal weights once";
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var out = new Rewriter(graph);
    Map<Record, Node> firsts = new HashMap<>();
    Map<Value, Integer> order = new HashMap<>();
    var fingerprints = new Fingerprints(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input || !context.mayRewrite()) {
        continue;
      }
      Record key = node.op() instanceof Constant(var tensor) ? new Weight(fingerprints.of(tensor), tensor)
          : expression(node, out, order);
      Node first = firsts.putIfAbsent(key, node);
      if (first != null) {
        String equation = node.name() + " = " + first.name();
        context.make(new Rewrite(name(), name(), Exactness.EXACT, equation, node, first.results()), out, out.mark());
      }
    }
    return out.finish();
  }

  /** What a node computes; the operands of what commutes in the order in which they were first met. */
  private static Expression expression(Node node, Rewriter out, Map<Value, Integer> order) {
    List<Value> operands = out.operands(node);
    if (!(node.op() instanceof Binary binary) || !binary.commutes()) {
      return new Expression(node.op(), operands);
    }
    operands.forEach(operand -> order.putIfAbsent(operand, order.size()));
    return new Expression(node.op(), operands.stream().sorted(Comparator.comparing(order::get)).toList());
  }
}
