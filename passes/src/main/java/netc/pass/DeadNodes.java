package netc.pass;

import java.util.HashSet;
import java.util.Set;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.op.Input;

/** Removes operations and weights that no output depends on. Inputs stay: they are part of the model's interface. */
public final class DeadNodes implements Pass {
  @Override
  public String name() {
    return "dead-nodes";
  }

  @Override
  public String summary() {
    return "removes operations and weights that no output depends on";
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var out = new Rewriter(graph);
    Set<Node> live = live(graph);
    for (Node node : graph.nodes().reversed()) { // users first: erasing the last of a dead chain takes the whole chain along
      if (!live.contains(node) && out.isLive(node) && !(node.op() instanceof Input) && context.mayRewrite()) {
        context.erase(name(), node, out);
      }
    }
    return out.finish();
  }

  private static Set<Node> live(Graph graph) {
    var live = new HashSet<Node>();
    graph.outputs().values().forEach(value -> live.add(value.producer()));
    for (Node node : graph.nodes().reversed()) {
      if (live.contains(node)) {
        node.operands().forEach(operand -> live.add(operand.producer()));
      }
    }
    return live;
  }
}
