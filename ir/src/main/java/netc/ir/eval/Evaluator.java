package netc.ir.eval;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Contraction;
import netc.ir.op.Elementwise;
import netc.ir.op.Inference;
import netc.ir.op.Input;
import netc.ir.op.Movement;
import netc.ir.op.Normalization;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.op.Pooling;
import netc.ir.op.Reduction;
import netc.ir.op.Resize;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Computes graphs and single ops, slowly and exactly. Graphs must be static: see {@link Graph#bind}. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * The graph's outputs, by name and in order.
   *
   * @param inputs a tensor for each input, by name; others are ignored
   * @throws IllegalArgumentException if an input is missing or has another type, or if the graph is not static
   */
  public static Map<String, Tensor> evaluate(Graph graph, Map<String, Tensor> inputs) {
    Map<Value, Tensor> values = evaluate(graph, inputs, graph.outputs().values());
    var outputs = new LinkedHashMap<String, Tensor>();
    graph.outputs().forEach((name, value) -> outputs.put(name, values.get(value)));
    return outputs;
  }

  /** The tensors of the values in {@code wanted}, each a value of this graph; see {@link #evaluate(Graph, Map)}. */
  public static Map<Value, Tensor> evaluate(Graph graph, Map<String, Tensor> inputs, Collection<Value> wanted) {
    Map<Value, Node> lastUses = lastUses(graph);
    wanted.forEach(lastUses::remove);
    var values = new HashMap<Value, Tensor>();
    for (Node node : graph.nodes()) {
      List<Tensor> results = node.op() instanceof Input(var type, _) ? List.of(given(node.name(), type, inputs))
          : evaluate(node.op(), node.operands().stream().map(values::get).toList());
      for (int i = 0; i < results.size(); i++) {
        values.put(node.results().get(i), results.get(i));
      }
      for (Value operand : node.operands()) {
        if (lastUses.get(operand) == node) {
          values.remove(operand);
        }
      }
    }
    var found = new HashMap<Value, Tensor>();
    for (Value value : wanted) {
      Tensor tensor = values.get(value);
      if (tensor == null) {
        throw new IllegalArgumentException(value + " is not in graph " + graph.name());
      }
      found.put(value, tensor);
    }
    return found;
  }

  private static Map<Value, Node> lastUses(Graph graph) {
    var uses = new HashMap<Value, Node>();
    for (Node node : graph.nodes()) {
      node.operands().forEach(operand -> uses.put(operand, node));
    }
    return uses;
  }

  private static Tensor given(String name, TensorType type, Map<String, Tensor> inputs) {
    Tensor tensor = inputs.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no input " + name + " among " + inputs.keySet());
    }
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException("input " + name + " is " + tensor.type() + ", expected " + type);
    }
    return tensor;
  }

  /**
   * The results of one op.
   *
   * @throws IllegalArgumentException if the operands do not fit the op, or if it is an {@link Input}, which has no result of its own
   */
  public static List<Tensor> evaluate(Op op, List<Tensor> operands) {
    List<TensorType> types = switch (OpSchema.infer(op, operands.stream().map(Tensor::type).toList())) {
      case Inference.Types(var results) -> results;
      case Inference.Invalid invalid -> throw new IllegalArgumentException(invalid.message());
    };
    TensorType type = types.getFirst();
    return switch (op) {
      case Input _ -> throw new IllegalArgumentException(op + " has no result of its own");
      case Constant(var tensor) -> List.of(tensor);
      case Contraction contraction -> List.of(Contractions.evaluate(contraction, type, operands));
      case Normalization normalization -> List.of(Normalizations.evaluate(normalization, operands));
      case Elementwise elementwise -> List.of(Pointwise.evaluate(elementwise, type, operands));
      case Pooling pooling -> List.of(Poolings.evaluate(pooling, type, operands.getFirst()));
      case Reduction reduction -> List.of(Reductions.evaluate(reduction, type, operands.getFirst()));
      case Resize resize -> List.of(Resampling.evaluate(resize, type, operands.getFirst()));
      case Movement movement -> Movements.evaluate(movement, types, operands);
    };
  }

  /** As {@link #evaluate(Op, List)}, for ops with one result. */
  public static Tensor evaluate(Op op, Tensor... operands) {
    List<Tensor> results = evaluate(op, List.of(operands));
    if (results.size() != 1) {
      throw new IllegalArgumentException(op.name() + " has " + results.size() + " results");
    }
    return results.getFirst();
  }

  /** The tensor of these elements, which are not copied. */
  static Tensor wrap(TensorType type, float[] elements) {
    return Tensor.of(type, MemorySegment.ofArray(elements));
  }

  /** An array for the elements of a type. */
  static float[] allocate(TensorType type) {
    return new float[Math.toIntExact(type.shape().elements())];
  }
}
