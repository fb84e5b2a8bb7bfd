package netc.match;

import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * A node whose op is known to the type system, seen through a rewriter, so that operands are what they are now.
 *
 * @param <O> the node's op
 */
public class Site<O extends Op> {
  private final Node node;
  private final O op;
  private final Rewriter view;

  /** The node in the view; {@code op} is its op. */
  public Site(Node node, O op, Rewriter view) {
    this.node = node;
    this.op = op;
    this.view = view;
  }

  /** The node. */
  public Node node() {
    return node;
  }

  /** Its op. */
  public O op() {
    return op;
  }

  /** The rewriter it is seen through. */
  public Rewriter view() {
    return view;
  }

  /** The number of its operands. */
  public int arity() {
    return node.operands().size();
  }

  /** Its operand at this index. */
  public Value operand(int index) {
    return view.operand(node, index);
  }

  /** Its operands. */
  public List<Value> operands() {
    return view.operands(node);
  }

  /** The node that computes the operand at this index. */
  public Node producer(int index) {
    return operand(index).producer();
  }

  /**
   * The elements of the operand at this index, which must be a weight.
   *
   * @throws IllegalArgumentException if it is computed
   */
  public Tensor tensor(int index) {
    if (!(producer(index).op() instanceof Constant(var tensor))) {
      throw new IllegalArgumentException(node + ": operand " + index + " is computed by " + producer(index));
    }
    return tensor;
  }

  /** The elements of the operand at this index, a weight as for {@link #tensor}; none if there are fewer operands. */
  public Optional<Tensor> optionalTensor(int index) {
    return index < arity() ? Optional.of(tensor(index)) : Optional.empty();
  }

  /** The type of its only result. */
  public TensorType type() {
    return node.type();
  }

  /** The name of the operand at this index. */
  public String operandName(int index) {
    return operand(index).name();
  }

  /** As a message names it: {@code conv2d stem.conv1}. */
  @Override
  public String toString() {
    return node.toString();
  }
}
