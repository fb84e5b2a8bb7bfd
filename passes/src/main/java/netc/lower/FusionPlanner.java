package netc.lower;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Contraction;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Flatten;
import netc.ir.op.Identity;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Leaf;
import netc.ir.op.Lrn;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Movement;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.Pooling;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reduction;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Softmax;
import netc.ir.op.Sub;
import netc.ir.op.Unary;

/**
 * Decides which nodes run as one kernel. A kernel grows from a node whose op can have an epilogue along the uses of its result, as long as each is the
 * only one. It runs where its last node stands, so that all it adds has been computed by then.
 */
final class FusionPlanner {
  private final List<Node> nodes;
  private final Map<Value, Value> forwarded = new HashMap<>();
  private final Map<Value, Integer> uses = new HashMap<>();

  /** Kernels that may grow, by the value that they compute. */
  private final Map<Value, Growing> growing = new HashMap<>();

  /** By the index of the (last) node. */
  private final TreeMap<Integer, Fusion.Part> parts = new TreeMap<>();

  private record Growing(FusedKernel kernel, int root, int last) {
    Value value() {
      return kernel.results().getFirst();
    }
  }

  private FusionPlanner(Graph graph) {
    Set<Node> live = live(graph);
    nodes = graph.nodes().stream().filter(live::contains).toList();
    for (Node node : nodes) {
      if (isName(node.op())) {
        forwarded.put(node.result(), resolve(node.operand(0)));
      } else {
        node.operands().forEach(operand -> uses.merge(resolve(operand), 1, Integer::sum));
      }
    }
    graph.outputs().values().forEach(output -> uses.merge(resolve(output), 1, Integer::sum));
  }

  static Fusion plan(Graph graph) {
    var planner = new FusionPlanner(graph);
    for (int i = 0; i < planner.nodes.size(); i++) {
      planner.place(planner.nodes.get(i), i);
    }
    return new Fusion(new ArrayList<>(planner.parts.values()), planner.forwarded);
  }

  private static Set<Node> live(Graph graph) {
    var live = new HashSet<Node>();
    graph.outputs().values().forEach(output -> live.add(output.producer()));
    for (Node node : graph.nodes().reversed()) {
      if (live.contains(node)) {
        node.operands().forEach(operand -> live.add(operand.producer()));
      }
    }
    return live;
  }

  private Value resolve(Value value) {
    return forwarded.getOrDefault(value, value);
  }

  private static boolean isName(Op op) {
    return op instanceof Identity || op instanceof Dropout;
  }

  /** The ops whose kernels do more to their result on the way to memory at next to no cost; movement is a plain copy and stays one. */
  private static boolean takesEpilogue(Op op) {
    return switch (op) {
      case Contraction _, Pooling _, Reduction _, Resize _, BatchNorm _, LayerNorm _, InstanceNorm _, Add _ -> true;
      case Unary _, Mul _, Sub _, Div _, Pow _, Min _, Max _, Prelu _, Lrn _, Softmax _, Movement _, Leaf _ -> false;
    };
  }

  private void place(Node node, int index) {
    if (node.op() instanceof Leaf || isName(node.op())) {
      return;
    }
    List<Value> operands = node.operands().stream().map(this::resolve).toList();
    if (node.op() instanceof Flatten || node.op() instanceof Reshape) {
      parts.put(index, new Fusion.Part.View(node.result(), operands.getFirst()));
    } else if (!fuse(node, operands, index)) {
      var kernel = new FusedKernel(node, operands);
      put(node, new Growing(kernel, index, index));
    }
  }

  private boolean fuse(Node node, List<Value> operands, int index) {
    Optional<Growing> found = host(node, operands);
    if (found.isEmpty()) {
      return false;
    }
    Growing host = found.get();
    Value value = host.value();
    growing.remove(value);
    parts.remove(host.last());
    if (node.op() instanceof Unary function) {
      host.kernel().apply(node, function);
    } else {
      host.kernel().add(node, operands.get(operands.getFirst() == value ? 1 : 0));
    }
    put(node, new Growing(host.kernel(), host.root(), index));
    return true;
  }

  private void put(Node node, Growing kernel) {
    parts.put(kernel.last(), new Fusion.Part.Run(kernel.kernel()));
    if (takesEpilogue(kernel.kernel().op()) && uses.getOrDefault(node.result(), 0) == 1) {
      growing.put(node.result(), kernel);
    }
  }

  /** The kernel of an operand that can compute {@code node} as well. */
  private Optional<Growing> host(Node node, List<Value> operands) {
    Stream<Growing> kernels = operands.stream().flatMap(operand -> Optional.ofNullable(growing.get(operand)).stream());
    if (node.op() instanceof Unary) {
      return kernels.findFirst();
    }
    boolean sameTypes = operands.getFirst().type().equals(operands.getLast().type());
    return node.op() instanceof Add && sameTypes ? kernels.max(Comparator.comparingInt(this::rank)) : Optional.empty();
  }

  /** Of two kernels the contraction adds what the other computes, or else the later one, which has less to wait for. */
  private int rank(Growing kernel) {
    return kernel.kernel().op() instanceof Contraction ? nodes.size() + kernel.root() : kernel.root();
  }
}
