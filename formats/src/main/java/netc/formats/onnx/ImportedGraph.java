package netc.formats.onnx;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.eval.Evaluator;
import netc.ir.op.Inference;
import netc.ir.op.Input;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The graph in the making. What depends on weights alone becomes a weight, computed when first needed. */
final class ImportedGraph {
  /** Larger tensors are refused: 4 GiB of {@code float}. */
  private static final long MAX_ELEMENTS = 1L << 30;

  /** Larger weights are computed at run time. */
  private static final long MAX_FOLDED = 1L << 26;

  private static final int MAX_NODES = 500_000;
  private static final int MAX_RANK = 8;

  private final GraphBuilder builder;
  private final IdentityHashMap<Tensor, Value> weights = new IdentityHashMap<>();

  ImportedGraph(String name) {
    builder = new GraphBuilder(name);
  }

  Graph build() {
    return builder.build();
  }

  Operand input(String name, Input input) {
    return new Operand.Computed(builder.input(name, input));
  }

  void output(String name, Operand operand) {
    builder.output(name, value(operand));
  }

  /** The operand as a value of the graph. */
  Value value(Operand operand) {
    return switch (operand) {
      case Operand.Computed(Value value) -> value;
      case Operand.Weight(String name, Tensor tensor) -> weights.computeIfAbsent(tensor, _ -> builder.weight(name, tensor));
      case Operand.Integers _ -> throw Refusal.unsupported("a tensor of integers or without elements among those of floats");
      case Operand.Refused _ -> throw new IllegalArgumentException("a refused operand");
    };
  }

  /** The type of an operand. */
  static TensorType type(Operand operand) {
    return switch (operand) {
      case Operand.Computed(Value value) -> value.type();
      case Operand.Weight(_, Tensor tensor) -> tensor.type();
      case Operand.Integers _ -> throw Refusal.unsupported("a tensor of integers or without elements among those of floats");
      case Operand.Refused _ -> throw new IllegalArgumentException("a refused operand");
    };
  }

  /**
   * The results of an op.
   *
   * @param names of the results
   * @param origin what it comes from
   */
  List<Operand> add(Op op, List<Operand> operands, List<String> names, Origin origin) {
    List<TensorType> types = infer(op, operands.stream().map(ImportedGraph::type).toList());
    if (types.size() == 1 && isFoldable(types.getFirst(), operands)) {
      return List.of(new Operand.Weight(names.getFirst(), folded(op, types.getFirst(), operands)));
    }
    if (builder.size() > MAX_NODES) {
      throw Refusal.invalid(Code.GRAPH_SIZE, "more than " + MAX_NODES + " nodes");
    }
    List<Value> values = operands.stream().map(this::value).toList();
    var results = new ArrayList<Operand>();
    builder.add(op, values, names, origin).results().forEach(result -> results.add(new Operand.Computed(result)));
    return results;
  }

  static List<TensorType> infer(Op op, List<TensorType> operands) {
    try {
      return switch (OpSchema.infer(op, operands)) {
        case Inference.Types(var types) -> types.stream().map(ImportedGraph::requireSize).toList();
        case Inference.Invalid invalid -> throw Refusal.invalid(invalid.code(), invalid.message(), invalid.help());
      };
    } catch (ArithmeticException e) {
      throw Refusal.invalid(Code.TENSOR_SIZE, op.name() + ": the result has too many elements");
    }
  }

  /** Requires that sizes can be computed with: a symbol only in front, and no more elements than there may be. */
  static TensorType requireSize(TensorType type) {
    if (type.rank() > MAX_RANK) {
      throw Refusal.unsupported("tensors of " + type.rank() + " dimensions");
    }
    long elements = 1;
    for (int axis = 0; axis < type.rank(); axis++) {
      if (type.shape().dim(axis) instanceof Dim.Known(long size)) {
        if (size > MAX_ELEMENTS / elements) {
          throw Refusal.invalid(Code.TENSOR_SIZE, "a tensor of type " + type + ", at most " + MAX_ELEMENTS + " elements are possible");
        }
        elements *= size;
      } else if (axis > 0) {
        throw Refusal.symbolic("a result of type " + type + "; only the first size may be unknown");
      }
    }
    return type;
  }

  private static boolean isFoldable(TensorType type, List<Operand> operands) {
    return operands.stream().allMatch(Operand.Weight.class::isInstance) && type.shape().elements() <= MAX_FOLDED;
  }

  private static Tensor folded(Op op, TensorType type, List<Operand> operands) {
    var ingredients = new ArrayList<Tensor>();
    for (Operand operand : operands) {
      if (operand instanceof Operand.Weight(_, Tensor tensor)) {
        ingredients.add(tensor);
      }
    }
    return Tensor.computed(type, op.name(), ingredients, () -> Evaluator.evaluate(op, ingredients).getFirst().toArray());
  }

  /** The same elements under another shape. */
  static Tensor reshaped(Tensor tensor, Shape shape) {
    TensorType type = TensorType.f32(shape);
    if (tensor.type().equals(type)) {
      return tensor;
    }
    return switch (tensor.source()) {
      case Tensor.Source.Initial(Init.Fill(double value), _, _) -> Tensor.fill(type, value);
      case Tensor.Source.Stored _ -> Tensor.of(type, tensor.segment());
      case Tensor.Source.Initial _, Tensor.Source.Computed _ -> Tensor.computed(type, "reshape", List.of(tensor), tensor::toArray);
    };
  }
}
