package netc.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * Builds a graph node by node.
 *
 * <pre>{@code
 * var b = new GraphBuilder("tiny");
 * Value x = b.input("image", TensorType.f32(1, 3, 8, 8));
 * Value w = b.weight("conv.weight", Tensor.initial(TensorType.f32(4, 3, 3, 3), new Init.Uniform(-1, 1), "conv.weight", 0));
 * b.output("y", b.add(new Relu(), b.add(Conv2d.plain(), x, w)));
 * Graph graph = b.build();
 * }</pre>
 *
 * A name that is taken gets a number; an op without a name is called after its mnemonic.
 */
public final class GraphBuilder {
  private final String name;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Node> own = new HashSet<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Names names = new Names();

  /** For a net of this name. */
  public GraphBuilder(String name) {
    this.name = name;
  }

  /** Adds an input. */
  public Value input(String wanted, TensorType type) {
    return input(wanted, new Input(type));
  }

  /** Adds an input that may say how images become its values. */
  public Value input(String wanted, Input input) {
    return add(input, List.of(), List.of(wanted), source(wanted)).result();
  }

  /** Adds a weight. */
  public Value weight(String wanted, Tensor tensor) {
    return add(new Constant(tensor), List.of(), List.of(wanted), source(wanted)).result();
  }

  /**
   * Adds an op with one result, named after its mnemonic.
   *
   * @throws IllegalArgumentException if the operands do not fit
   */
  public Value add(Op op, Value... operands) {
    return add(op, Arrays.asList(operands), List.of(op.name()), source(op.name())).result();
  }

  /**
   * Adds an op.
   *
   * @param wanted the results' names, or one name for all, which get a number each
   * @param origin what it comes from
   * @throws IllegalArgumentException if the operands do not fit, or are not of this builder
   */
  public Node add(Op op, List<Value> operands, List<String> wanted, Origin origin) {
    operands.forEach(this::requireOwn);
    Node node = Node.create(op, operands, results -> {
      List<String> spread = wanted.size() == 1 && results != 1 ? numbered(wanted.getFirst(), results) : wanted;
      return spread.stream().map(names::claim).toList();
    }, origin);
    nodes.add(node);
    own.add(node);
    return node;
  }

  private void requireOwn(Value value) {
    if (!own.contains(value.producer())) {
      throw new IllegalArgumentException(value + " is of another graph than net " + name);
    }
  }

  static List<String> numbered(String base, int results) {
    return IntStream.range(0, results).mapToObj(i -> base + "." + i).toList();
  }

  private static Origin source(String wanted) {
    return new Origin.Source(wanted, Optional.empty());
  }

  /**
   * Makes a value an output.
   *
   * @throws IllegalArgumentException if there is an output of this name, or the value is not of this builder
   */
  public void output(String outputName, Value value) {
    requireOwn(value);
    if (outputs.putIfAbsent(outputName, value) != null) {
      throw new IllegalArgumentException("output " + outputName + " is defined twice");
    }
  }

  /** Whether a value of this name exists. */
  public boolean isTaken(String valueName) {
    return names.isTaken(valueName);
  }

  /** The number of nodes so far. */
  public int size() {
    return nodes.size();
  }

  /**
   * The graph.
   *
   * @throws IllegalArgumentException if it has no output
   */
  public Graph build() {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("net " + name + " has no output");
    }
    return new Graph(name, nodes, outputs);
  }
}
