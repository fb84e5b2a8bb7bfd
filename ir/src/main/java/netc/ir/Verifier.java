package netc.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import netc.ir.op.Inference;
import netc.ir.op.OpSchema;

/** Checks the invariants of a graph. */
public final class Verifier {
  private Verifier() {}

  /** What is broken in {@code graph}; empty for a sound one. Costs O(n). */
  public static List<String> verify(Graph graph) {
    var broken = new ArrayList<String>();
    var defined = new HashSet<Value>();
    var names = new HashSet<String>();
    for (Node node : graph.nodes()) {
      for (Value operand : node.operands()) {
        if (!defined.contains(operand)) {
          broken.add(node + " uses " + operand + ", which is not defined before it");
        }
      }
      Inference inference = OpSchema.infer(node.op(), node.operands().stream().map(Value::type).toList());
      if (!(inference instanceof Inference.Types(var types) && types.equals(node.types()))) {
        broken.add(node + " has types " + node.types() + ", its op infers " + inference);
      }
      for (String name : node.names()) {
        if (!names.add(name)) {
          broken.add("the name " + name + " is used twice");
        }
      }
      defined.addAll(node.results());
    }
    graph.outputs().forEach((name, value) -> {
      if (!defined.contains(value)) {
        broken.add("output " + name + " is " + value + ", which is not in the graph");
      }
    });
    if (graph.outputs().isEmpty()) {
      broken.add("the graph has no output");
    }
    return broken;
  }
}
