package netc.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Leaf;
import netc.ir.op.Op;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;

/** A network: an immutable, acyclic graph of nodes with named outputs. Its text is a {@code .net} file. */
public final class Graph {
  private final String name;
  private final List<Node> nodes;
  private final Map<String, Value> outputs;

  Graph(String name, List<Node> nodes, Map<String, Value> outputs) {
    this.name = name;
    this.nodes = List.copyOf(nodes);
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** The net's name, an identifier. */
  public String name() {
    return name;
  }

  /** All nodes, inputs and weights among them, each after the producers of its operands. */
  public List<Node> nodes() {
    return nodes;
  }

  /** What the network computes, by output name, in order. */
  public Map<String, Value> outputs() {
    return outputs;
  }

  /**
   * The output of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Value output(String output) {
    Value value = outputs.get(output);
    if (value == null) {
      throw new IllegalArgumentException("no output " + output + " among " + outputs.keySet());
    }
    return value;
  }

  /** The nodes that are {@link Input}s, in order. */
  public List<Node> inputs() {
    return nodes.stream().filter(node -> node.op() instanceof Input).toList();
  }

  /** The nodes that are {@link Constant}s, in order. */
  public List<Node> weights() {
    return nodes.stream().filter(node -> node.op() instanceof Constant).toList();
  }

  /** The nodes that compute something: all but inputs and weights. */
  public Stream<Node> operations() {
    return nodes.stream().filter(node -> !(node.op() instanceof Leaf));
  }

  /**
   * This graph with the symbolic dimensions in {@code sizes} bound, all types inferred anew.
   *
   * @throws IllegalArgumentException if an op cannot have a size
   */
  public Graph bind(Map<String, Long> sizes) {
    return rebuild(
        node -> node.op() instanceof Input(var type, var preprocess)
            ? new Input(new TensorType(type.dtype(), type.shape().bind(sizes)), preprocess) : node.op());
  }

  /**
   * This graph with other types of inputs, by name; all other types are inferred anew.
   *
   * @throws IllegalArgumentException if an op cannot have operands of the types that it gets then
   */
  public Graph withInputs(Map<String, TensorType> types) {
    return rebuild(node -> node.op() instanceof Input(var type, var preprocess)
        ? new Input(types.getOrDefault(node.name(), type), preprocess) : node.op());
  }

  /** This graph with each weight's tensor replaced by what {@code change} makes of its node; types stay. */
  public Graph mapWeights(BiFunction<Node, Tensor, Tensor> change) {
    return rebuild(node -> node.op() instanceof Constant(var tensor) ? new Constant(change.apply(node, tensor)) : node.op());
  }

  /** This graph with other ops in the same places, all types inferred anew. */
  public Graph mapOps(UnaryOperator<Op> change) {
    return rebuild(node -> change.apply(node.op()));
  }

  /** This graph with a value of it as one more output, under a free name like the wanted one; the same graph if it is an output already. */
  public Graph withOutput(String wanted, Value value) {
    if (outputs.containsValue(value)) {
      return this;
    }
    var taken = new Names();
    outputs.keySet().forEach(taken::claim);
    var more = new LinkedHashMap<>(outputs);
    more.put(taken.claim(wanted), value);
    return new Graph(name, nodes, more);
  }

  /** This graph with its stored and computed weights replaced by drawn ones: the same structure, all of which its text says. */
  public Graph withDrawnWeights() {
    return rebuild(node -> node.op() instanceof Constant(var tensor) && !(tensor.source() instanceof Tensor.Source.Initial)
        ? new Constant(Tensor.initial(tensor.type(), Init.standard(tensor.shape()), node.name(), 0))
        : node.op());
  }

  private Graph rebuild(Function<Node, Op> change) {
    var moved = new HashMap<Value, Value>();
    var rebuilt = new ArrayList<Node>(nodes.size());
    for (Node node : nodes) {
      Node copy = Node.create(change.apply(node), node.operands().stream().map(moved::get).toList(), node.names(), node.origin());
      rebuilt.add(copy);
      for (int i = 0; i < node.results().size(); i++) {
        moved.put(node.results().get(i), copy.results().get(i));
      }
    }
    var ends = new LinkedHashMap<String, Value>();
    outputs.forEach((output, value) -> ends.put(output, moved.get(value)));
    return new Graph(name, rebuilt, ends);
  }

  /** Whether both have the same text: the same nodes in the same order with the same names, types and weights. Origins do not count. */
  @Override
  public boolean equals(@Nullable Object object) {
    return this == object || (object instanceof Graph other && sameAs(other));
  }

  private boolean sameAs(Graph other) {
    if (!name.equals(other.name) || nodes.size() != other.nodes.size()
        || !List.copyOf(outputs.keySet()).equals(List.copyOf(other.outputs.keySet()))) {
      return false;
    }
    var mirrored = new HashMap<Value, Value>();
    for (int i = 0; i < nodes.size(); i++) {
      Node mine = nodes.get(i);
      Node theirs = other.nodes.get(i);
      boolean same =
          mine.op().equals(theirs.op())
              && mine.names().equals(theirs.names())
              && mine.types().equals(theirs.types())
              && mine.operands().stream().map(mirrored::get).toList().equals(theirs.operands());
      if (!same) {
        return false;
      }
      for (int r = 0; r < mine.results().size(); r++) {
        mirrored.put(mine.results().get(r), theirs.results().get(r));
      }
    }
    return outputs.keySet().stream().allMatch(key -> mirrored.get(output(key)) == other.output(key));
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, nodes.size(), outputs.keySet());
  }

  /** The graph as a {@code .net} text. */
  @Override
  public String toString() {
    return Printer.print(this);
  }
}
