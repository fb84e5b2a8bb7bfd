package netc.ir;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import netc.ir.op.Inference;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.type.TensorType;

/** An op applied to operands. Immutable; compared by identity. Made by {@link GraphBuilder} and {@link Rewriter} only. */
public final class Node {
  private final Op op;
  private final List<Value> operands;
  private final List<TensorType> types;
  private final List<String> names;
  private final Origin origin;
  private final List<Value> results;

  private Node(Op op, List<Value> operands, List<TensorType> types, List<String> names, Origin origin) {
    this.op = op;
    this.operands = List.copyOf(operands);
    this.types = types;
    this.names = List.copyOf(names);
    this.origin = origin;
    this.results = IntStream.range(0, types.size()).mapToObj(i -> new Value(this, i)).toList();
  }

  /**
   * The node, its types inferred.
   *
   * @throws IllegalArgumentException if the operands do not fit the op
   */
  static Node create(Op op, List<Value> operands, List<String> names, Origin origin) {
    return create(op, operands, _ -> names, origin);
  }

  /**
   * The node, its types inferred.
   *
   * @param naming the names for so many results
   * @throws IllegalArgumentException if the operands do not fit the op
   */
  static Node create(Op op, List<Value> operands, IntFunction<List<String>> naming, Origin origin) {
    return switch (OpSchema.infer(op, operands.stream().map(Value::type).toList())) {
      case Inference.Types(var types) -> {
        List<String> names = naming.apply(types.size());
        if (types.size() != names.size()) {
          throw new IllegalArgumentException(op.name() + " has " + types.size() + " results, not " + names);
        }
        yield new Node(op, operands, types, names, origin);
      }
      case Inference.Invalid invalid -> throw new IllegalArgumentException(invalid.message());
    };
  }

  /** This node with other operands of the same types. */
  Node withOperands(List<Value> others) {
    return new Node(op, others, types, names, origin);
  }

  /** This node under other names. */
  Node withNames(List<String> others) {
    return new Node(op, operands, types, others, origin);
  }

  /** What it computes. */
  public Op op() {
    return op;
  }

  /** What it computes from, in the op's order. */
  public List<Value> operands() {
    return operands;
  }

  /** The operand at this index. */
  public Value operand(int index) {
    return operands.get(index);
  }

  /** The types of its results. */
  public List<TensorType> types() {
    return types;
  }

  /** The type of its only result. */
  public TensorType type() {
    return result().type();
  }

  /** The names of its results. */
  public List<String> names() {
    return names;
  }

  /** The name of its first result. */
  public String name() {
    return names.getFirst();
  }

  /** What it came from. */
  public Origin origin() {
    return origin;
  }

  /** Its results. */
  public List<Value> results() {
    return results;
  }

  /**
   * Its only result.
   *
   * @throws IllegalStateException if it has several
   */
  public Value result() {
    if (results.size() != 1) {
      throw new IllegalStateException(this + " has " + results.size() + " results");
    }
    return results.getFirst();
  }

  /** As a diagnostic names it: {@code conv2d stem.conv1}. */
  @Override
  public String toString() {
    return op.name() + " " + name();
  }
}
