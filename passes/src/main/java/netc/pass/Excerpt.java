package netc.pass;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import netc.cost.CostModel;
import netc.cost.Estimate;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Leaf;

/**
 * What a rewrite does, cut out of its network: two small networks with the same inputs and outputs, which compute the same up to the rule's exactness.
 * Both have the rewrite's direct neighbours with them, so that what fuses with these is seen to fuse.
 *
 * @param before the nodes that go, between their neighbours
 * @param after the nodes that come, between the same neighbours
 */
public record Excerpt(Graph before, Graph after) {
  /** A value with more uses is an output of the excerpt, and its users are not looked at. */
  private static final int FEW = 8;

  /**
   * Cuts out a rewrite that has been built and not been made.
   *
   * @param view the rewriter
   * @param replacements the nodes to be replaced, each with the values for its results
   * @param added the nodes that were built for it
   */
  static Excerpt of(Rewriter view, Map<Node, List<Value>> replacements, Collection<Node> added) {
    Map<Value, Value> replaced = new LinkedHashMap<>();
    replacements.forEach((node, values) -> {
      for (int i = 0; i < values.size(); i++) {
        replaced.put(node.results().get(i), view.resolve(values.get(i)));
      }
    });
    List<Node> gone =
        view.superseded(replacements.keySet(), replaced.values()).stream().filter(node -> !(node.op() instanceof Constant)).toList();
    List<Node> come = added.stream().filter(node -> !(node.op() instanceof Constant)).toList();
    var cut = new Cut(view, replacements.keySet(), gone, come, replaced.values());
    return new Excerpt(cut.graph("before", gone, Map.of()), cut.graph("after", come, replaced));
  }

  /** How the rewrite changes what a run takes, as a model estimates it. */
  Estimate change(CostModel model) {
    return model.estimate(after).minus(model.estimate(before));
  }

  /** What both sides have in common. */
  private static final class Cut {
    private final Rewriter view;
    private final List<Value> roots;
    private final Set<Node> inside = new LinkedHashSet<>();
    private final Set<Node> neighbours = new LinkedHashSet<>();
    private final Set<Value> inputs = new LinkedHashSet<>();

    Cut(Rewriter view, Collection<Node> roots, Collection<Node> gone, Collection<Node> added, Collection<Value> replacements) {
      this.view = view;
      this.roots = roots.stream().flatMap(root -> root.results().stream()).toList();
      inside.addAll(gone);
      inside.addAll(added);
      this.roots.stream().flatMap(result -> users(result).stream()).filter(user -> !inside.contains(user)).forEach(neighbours::add);
      inside.stream().flatMap(this::producers).filter(node -> !inside.contains(node) && !(node.op() instanceof Leaf))
          .forEach(neighbours::add);
      Stream
          .concat(Stream.concat(inside.stream(), neighbours.stream()).flatMap(node -> view.operands(node).stream()), replacements.stream())
          .filter(value -> !isMember(value.producer()) && !(value.producer().op() instanceof Constant)).forEach(inputs::add);
    }

    private boolean isMember(Node node) {
      return inside.contains(node) || neighbours.contains(node);
    }

    private Stream<Node> producers(Node node) {
      return view.operands(node).stream().map(Value::producer);
    }

    /** None, if there are many. */
    private List<Node> users(Value value) {
      return view.useCount(value) > FEW ? List.of() : view.users(value);
    }

    private boolean isUsedOutside(Value value) {
      return view.isOutput(value) || view.useCount(value) > FEW || !users(value).stream().allMatch(this::isMember);
    }

    /** The nodes of one side and the neighbours, with the root's results replaced by these values. */
    Graph graph(String name, Collection<Node> own, Map<Value, Value> replaced) {
      var builder = new GraphBuilder(name);
      Map<Value, Value> built = new HashMap<>();
      inputs.forEach(input -> built.put(input, builder.input(input.name(), input.type())));
      Set<Node> members = new LinkedHashSet<>(own);
      members.addAll(neighbours);
      replaced.values().stream().filter(value -> !inputs.contains(value)).map(Value::producer).forEach(members::add);
      for (Node node : inOrder(members, replaced)) {
        List<Value> operands = view.operands(node).stream().map(value -> built.get(replaced.getOrDefault(value, value))).toList();
        List<Value> results = builder.add(node.op(), operands, node.names(), node.origin()).results();
        for (int i = 0; i < results.size(); i++) {
          built.put(node.results().get(i), results.get(i));
        }
      }
      var names = new HashSet<String>();
      for (Value output : outputs()) {
        String unique = output.name();
        for (int i = 1; !names.add(unique); i++) {
          unique = output.name() + "." + i;
        }
        builder.output(unique, Objects.requireNonNull(built.get(replaced.getOrDefault(output, output))));
      }
      return builder.build();
    }

    private Set<Value> outputs() {
      var outputs = new LinkedHashSet<Value>();
      Stream.concat(roots.stream(), neighbours.stream().flatMap(node -> node.results().stream()))
          .filter(this::isUsedOutside)
          .forEach(outputs::add);
      return outputs.isEmpty() ? new LinkedHashSet<>(roots) : outputs;
    }

    /** The members and their weights, each after what it reads. */
    private List<Node> inOrder(Set<Node> members, Map<Value, Value> replaced) {
      var order = new LinkedHashSet<Node>();
      var stack = new ArrayDeque<Node>(members);
      while (!stack.isEmpty()) {
        Node node = stack.peek();
        List<Node> missing = order.contains(node) ? List.of() : view.operands(node).stream()
            .map(value -> replaced.getOrDefault(value, value))
            .filter(value -> !inputs.contains(value) && !order.contains(value.producer()))
            .map(Value::producer)
            .toList();
        if (missing.isEmpty()) {
          order.add(stack.pop());
        } else {
          missing.forEach(stack::push);
        }
      }
      return List.copyOf(order);
    }
  }
}
