package netc.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Leaf;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;

/**
 * The one mutator of graphs. It starts from a graph, replaces nodes by others, and gives a new graph; nodes themselves never change. While it works,
 * ask it, not the nodes, for operands and users: it knows of replacements. A replaced node disappears together with whatever nothing uses any more;
 * nodes that were unused from the start stay until {@link #erase}.
 *
 * <p>An edit costs the number of uses it moves; {@link #finish} costs the size of the graph.
 */
public final class Rewriter {
  private final Graph graph;
  private final Map<Value, Value> forwarded = new HashMap<>();
  private final Map<Value, Uses> uses = new HashMap<>();
  private final Map<Value, Integer> outputUses = new HashMap<>();
  private final Map<Node, List<Value>> operands = new HashMap<>();
  private final Set<Node> erased = new HashSet<>();
  private final List<Node> added = new ArrayList<>();
  private final List<Node> touched = new ArrayList<>();
  private Origin site = new Origin.Source("rewrite", Optional.empty());
  private String siteName = "v";
  private final Tally tally = new Tally();
  private int edits;

  /** To edit this graph. */
  public Rewriter(Graph graph) {
    this.graph = graph;
    graph.nodes().forEach(this::register);
    for (Value value : graph.outputs().values()) {
      outputUses.merge(value, 1, Integer::sum);
      tally.addOutput(value);
    }
  }

  private void register(Node node) {
    tally.add(node);
    operands.put(node, node.operands());
    for (Value operand : node.operands()) {
      uses.computeIfAbsent(operand, _ -> new Uses()).add(node, 1);
    }
  }

  /** A moment between edits: how many nodes had been added and touched, and what the graph cost. */
  public record Mark(int added, int touched, Cost cost) {}

  // Looking

  /** The graph being edited, as it was at the start. */
  public Graph graph() {
    return graph;
  }

  /** What stands for a value now: itself, or the last of its replacements. */
  public Value resolve(Value value) {
    Value last = value;
    for (Value next = forwarded.get(last); next != null; next = forwarded.get(last)) {
      last = next;
    }
    for (Value step = value; step != last;) { // shortens the path, so that long chains of replacements stay cheap
      Value next = forwarded.put(step, last);
      step = next == null ? last : next;
    }
    return last;
  }

  /** The node that computes a value now. */
  public Node producer(Value value) {
    return resolve(value).producer();
  }

  /** A node's operands now. */
  public List<Value> operands(Node node) {
    List<Value> known = operands.getOrDefault(node, node.operands());
    return Collections.disjoint(forwarded.keySet(), known) ? known : known.stream().map(this::resolve).toList();
  }

  /** A node's operand now. */
  public Value operand(Node node, int index) {
    return resolve(operands.getOrDefault(node, node.operands()).get(index));
  }

  /** The nodes that use a value, one entry for each use. */
  public List<Node> users(Value value) {
    Uses now = uses.get(resolve(value));
    return now == null ? List.of() : now.list();
  }

  /** How often a value is used, as an operand or as an output. */
  public int useCount(Value value) {
    Value now = resolve(value);
    return operandUses(now) + outputUses.getOrDefault(now, 0);
  }

  /** Whether a value is an output of the graph. */
  public boolean isOutput(Value value) {
    return outputUses.getOrDefault(resolve(value), 0) > 0;
  }

  /** Whether a node is still part of the graph. */
  public boolean isLive(Node node) {
    return operands.containsKey(node) && !erased.contains(node);
  }

  /** What the graph costs now. */
  public Cost cost() {
    return tally.cost();
  }

  /** Where the next edits begin: what {@link #retract} takes back to. */
  public Mark mark() {
    return new Mark(added.size(), touched.size(), cost());
  }

  /** The nodes added since then that are part of the graph, operands first. */
  public List<Node> additions(Mark since) {
    return added.subList(since.added, added.size()).stream().filter(this::isLive).toList();
  }

  /** The number of replacements so far. */
  public int edits() {
    return edits;
  }

  // Editing

  /** Says which nodes the next edits rewrite: new nodes get their origins, and the last one's name. */
  public void at(Collection<Node> nodes) {
    var parts = nodes.stream().filter(node -> !(node.op() instanceof Leaf)).toList();
    at(Origin.chain((parts.isEmpty() ? nodes : parts).stream().map(Node::origin).toList()),
        nodes.stream().reduce((_, last) -> last).orElseThrow().name());
  }

  /** Says what new nodes come from, and what they are called. */
  public void at(Origin origin, String name) {
    site = origin;
    siteName = name;
  }

  /**
   * Adds an op with one result.
   *
   * @throws IllegalArgumentException if the operands do not fit
   */
  public Value add(Op op, Value... values) {
    return addNode(op, Arrays.asList(values)).result();
  }

  /** As {@link #add(Op, Value...)}. */
  public Value add(Op op, List<Value> values) {
    return addNode(op, values).result();
  }

  /** Adds an op with any number of results. */
  public Node addNode(Op op, List<Value> values) {
    return addNode(op, values, siteName);
  }

  private Node addNode(Op op, List<Value> values, String name) {
    List<Value> now = values.stream().map(this::resolve).toList();
    Node node = Node.create(op, now, results -> results == 1 ? List.of(name) : GraphBuilder.numbered(name, results), site);
    register(node);
    added.add(node);
    touched.add(node);
    return node;
  }

  /** Adds a weight; its name is {@code wanted} if that is free in the end, else with a number. */
  public Value weight(String wanted, Tensor tensor) {
    return addNode(new Constant(tensor), List.of(), wanted).result();
  }

  /** Replaces a node with one result; see {@link #replace(Node, List)}. */
  public void replace(Node root, Value replacement) {
    replace(root, List.of(replacement));
  }

  /**
   * Lets every use of a node's results use other values of the same types, which must not depend on the node, and removes what nothing uses then.
   *
   * @throws IllegalArgumentException if number or types differ, or the node would replace itself; nothing has changed then
   */
  public void replace(Node root, List<Value> replacements) {
    if (replacements.size() != root.results().size()) {
      throw new IllegalArgumentException(root + " has " + root.results().size() + " results, " + replacements.size() + " replacements");
    }
    List<Value> now = replacements.stream().map(this::resolve).toList();
    for (int i = 0; i < now.size(); i++) {
      requireReplaces(root, root.results().get(i), now.get(i));
    }
    for (int i = 0; i < now.size(); i++) {
      moveUses(root.results().get(i), now.get(i));
    }
    edits++;
    eraseUnused(root);
  }

  private static void requireReplaces(Node root, Value old, Value now) {
    if (!old.type().equals(now.type())) {
      throw new IllegalArgumentException(root + ": the replacement of " + old + " is " + now.type());
    }
    if (now.producer() == root) {
      throw new IllegalArgumentException(old + " is replaced by " + now + " of the same node");
    }
  }

  private void moveUses(Value old, Value now) {
    forwarded.put(old, now);
    tally.move(old, now);
    Uses moving = uses.remove(old);
    if (moving != null) {
      moving.nodes().forEach(touched::add);
      uses.merge(now, moving, Uses::join);
    }
    Integer ends = outputUses.remove(old);
    if (ends != null) {
      outputUses.merge(now, ends, Integer::sum);
    }
  }

  /**
   * Removes a node that nothing uses, and what only it used.
   *
   * @throws IllegalArgumentException if something uses it, or it is an input, which the network has whether it is used or not
   */
  public void erase(Node node) {
    if (node.op() instanceof Input) {
      throw new IllegalArgumentException(node + " is part of the network's interface");
    }
    if (node.results().stream().anyMatch(value -> useCount(value) > 0 && resolve(value) == value)) {
      throw new IllegalArgumentException(node + " is in use");
    }
    edits++;
    eraseUnused(node);
  }

  /** Removes what was added since then and nothing uses: a rule may have built a value for a result that has no use. */
  public void eraseUnusedAdditions(Mark since) {
    additions(since).reversed().forEach(this::eraseUnused);
  }

  /** Takes back the nodes added since then, which nothing else may use: all is as if they had never been. */
  public void retract(Mark since) {
    List<Node> taken = added.subList(since.added, added.size());
    for (Node node : taken.reversed()) {
      List<Value> used = operands(node);
      tally.remove(node, used);
      used.stream().map(uses::get).filter(Objects::nonNull).forEach(left -> left.remove(node));
      operands.remove(node);
    }
    taken.clear();
    touched.subList(since.touched, touched.size()).clear();
  }

  /** The nodes that would go if these values replaced the roots: they, and what only such nodes use; users first. */
  public List<Node> superseded(Collection<Node> roots, Collection<Value> replacements) {
    var gone = new LinkedHashSet<Node>();
    var left = new HashMap<Value, Integer>();
    replacements.forEach(value -> left.put(resolve(value), Integer.MAX_VALUE));
    var work = new ArrayDeque<>(roots);
    while (!work.isEmpty()) {
      Node node = work.pop();
      List<Value> used = gone.add(node) ? operands(node) : List.of();
      for (Value operand : used) {
        left.computeIfAbsent(operand, this::useCount);
        left.computeIfPresent(operand, (_, count) -> count - 1);
        Node producer = operand.producer();
        if (!(producer.op() instanceof Input)
            && producer.results().stream().allMatch(value -> left.getOrDefault(value, useCount(value)) == 0)
            && !gone.contains(producer)) {
          work.push(producer);
        }
      }
    }
    return List.copyOf(gone);
  }

  private void eraseUnused(Node start) {
    var work = new ArrayDeque<Node>();
    work.push(start);
    while (!work.isEmpty()) {
      Node node = work.pop();
      if (erased.contains(node) || node.op() instanceof Input || node.results().stream().anyMatch(this::isUsedDirectly)) {
        continue;
      }
      erased.add(node);
      tally.remove(node, operands(node));
      for (Value operand : operands(node)) {
        Uses left = uses.get(operand);
        if (left != null) {
          left.remove(node);
          if (left.total() == 1) { // a rule may have waited for this to be the only use
            left.nodes().forEach(touched::add);
            touched.add(operand.producer());
          }
          work.push(operand.producer());
        }
      }
    }
  }

  private boolean isUsedDirectly(Value value) {
    return operandUses(value) > 0 || outputUses.containsKey(value);
  }

  private int operandUses(Value value) {
    Uses now = uses.get(value);
    return now == null ? 0 : now.total();
  }

  /** The nodes that were added, or whose operands or number of sibling uses changed, since the last call: what a worklist has to look at again. */
  public List<Node> takeTouched() {
    var nodes = new LinkedHashSet<>(touched);
    touched.clear();
    nodes.removeIf(node -> !isLive(node));
    return List.copyOf(nodes);
  }

  // Finishing

  /** The edited graph: its old nodes in their old order, each new one where it is first needed. */
  public Graph finish() {
    if (edits == 0 && added.isEmpty()) {
      return graph;
    }
    var order = order();
    var names = new Names();
    var old = new HashSet<>(graph.nodes());
    order.stream().filter(old::contains).forEach(node -> node.names().forEach(names::claim));
    var moved = new HashMap<Value, Value>();
    var nodes = new ArrayList<Node>(order.size());
    for (Node node : order) {
      Node last = withOperands(node, operands(node).stream().map(value -> moved.getOrDefault(value, value)).toList());
      if (!old.contains(node)) {
        last = last.withNames(node.names().stream().map(names::claim).toList());
      }
      for (int i = 0; last != node && i < node.results().size(); i++) {
        moved.put(node.results().get(i), last.results().get(i));
      }
      nodes.add(last);
    }
    var outputs = new LinkedHashMap<String, Value>();
    graph.outputs().forEach((name, value) -> outputs.put(name, moved.getOrDefault(resolve(value), resolve(value))));
    return new Graph(graph.name(), nodes, outputs);
  }

  private static Node withOperands(Node node, List<Value> now) {
    return now.equals(node.operands()) ? node : node.withOperands(now);
  }

  /** Depth first over operands without recursion, from the old nodes in order. */
  private List<Node> order() {
    var done = new HashSet<Node>();
    var open = new HashSet<Node>();
    var order = new ArrayList<Node>(graph.nodes().size());
    var stack = new ArrayDeque<Node>();
    graph.outputs().values().stream().map(this::producer).forEach(stack::addLast);
    graph.nodes().reversed().stream().filter(node -> !erased.contains(node)).forEach(stack::push);
    while (!stack.isEmpty()) {
      Node node = stack.peek();
      if (done.contains(node)) {
        stack.pop();
      } else if (open.add(node)) {
        for (Value operand : operands(node).reversed()) {
          Node producer = operand.producer();
          if (open.contains(producer) && !done.contains(producer)) {
            throw new CompilerBug("the replacement of a node uses " + producer + ", which depends on it");
          }
          stack.push(producer);
        }
      } else {
        stack.pop();
        done.add(node);
        order.add(node);
      }
    }
    return order;
  }
}
