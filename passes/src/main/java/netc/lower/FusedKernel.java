package netc.lower;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.Op;
import netc.ir.op.Unary;
import netc.ir.plan.Epilogue;

/** A node and the nodes after it that one kernel computes; grows while {@link FusionPlanner} works. */
final class FusedKernel {
  private final Op op;
  private final List<Value> inputs;
  private final List<Epilogue> epilogue = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** The kernel of {@code root} alone. */
  FusedKernel(Node root, List<Value> operands) {
    op = root.op();
    inputs = new ArrayList<>(operands);
    nodes.add(root);
  }

  /** Lets the kernel also compute {@code node}, a function of its result. */
  void apply(Node node, Unary function) {
    epilogue.add(new Epilogue.Apply(function));
    nodes.add(node);
  }

  /** Lets the kernel also compute {@code node}, which adds {@code residual} to its result. */
  void add(Node node, Value residual) {
    epilogue.add(new Epilogue.AddResidual(inputs.size()));
    inputs.add(residual);
    nodes.add(node);
  }

  Op op() {
    return op;
  }

  /** The op's operands, then the residuals. */
  List<Value> inputs() {
    return inputs;
  }

  List<Epilogue> epilogue() {
    return epilogue;
  }

  /** What it leaves in memory. */
  List<Value> results() {
    return nodes.getLast().results();
  }

  Origin origin() {
    return Origin.chain(nodes.stream().map(Node::origin).toList());
  }
}
