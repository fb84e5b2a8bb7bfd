package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Binary;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.LayerNorm;
import netc.ir.op.MatMul;
import netc.ir.op.Op;
import netc.ir.op.Reshape;
import netc.ir.op.Softmax;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Computes in the order of axes that a value has what is computed between a transposition and the one that undoes it: ConvNeXt's blocks (arXiv
 * 2201.03545), which normalize and multiply with channels last. A product with a weight along the channels is a 1×1 convolution.
 *
 * <pre>
 *   transpose(f(matmul(layer_norm(transpose(x, p), axis), W)), p⁻¹)   =>   f(conv2d(layer_norm(x, p[axis]), Wᵀ))   where p = [0, 2, 3, 1]
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say convolution and keep the channels in front; PyTorch's ConvNeXt does not.
 */
public final class CancelTransposes implements Rule<Transpose> {
  private static final Pattern<Transpose> PATTERN = node(Transpose.class);

  /** A block has seven ops or so; nothing is gained from many. */
  private static final int REACH = 16;

  @Override
  public Pattern<Transpose> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = Wᵀ[O, I, 1, 1]";
  }

  @Override
  public String summary() {
    return "compute without transposition what is between one and its inverse";
  }

  @Override
  public Outcome apply(Match<Transpose> last, Rewriter out) {
    List<Integer> inverse = last.op().permutation();
    List<Integer> permutation = IntStream.range(0, inverse.size()).mapToObj(inverse::indexOf).toList();
    var chain = new ArrayList<Node>();
    Value value = last.operand(0);
    while (!value.producer().op().equals(new Transpose(permutation))) {
      Optional<Failure> failure = refusal(value, permutation, out);
      if (failure.isPresent() || chain.size() == REACH) {
        return failure.map(found -> Outcome.declined(found.reason(), found.detail()))
            .orElseGet(() -> Outcome.declined(Reason.OTHER_OP, last + " undoes nothing near"));
      }
      chain.add(value.producer());
      value = out.operand(value.producer(), carrier(value.producer(), out));
    }
    Value result = out.operand(value.producer(), 0);
    for (Node node : chain.reversed()) {
      out.at(List.of(node));
      result = moved(node, result, permutation, inverse, out);
    }
    return Outcome.replacedBy(result);
  }

  /** Which operand is the transposed one: of a product or sum with a weight, the other. */
  private static int carrier(Node node, Rewriter view) {
    return node.op() instanceof Binary && view.operand(node, 0).producer().op() instanceof Constant ? 1 : 0;
  }

  private static Optional<Failure> refusal(Value value, List<Integer> permutation, Rewriter view) {
    Node node = value.producer();
    boolean moves = switch (node.op()) {
      case Unary _ -> true;
      case Binary _ -> view.operands(node).stream().anyMatch(operand -> operand.producer().op() instanceof Constant)
          && view.operand(node, carrier(node, view)).type().equals(node.type());
      case LayerNorm(int axis, _) -> permutation.get(axis) > 0;
      case Softmax(int axis) -> permutation.get(axis) > 0;
      case MatMul _ -> permutation.equals(List.of(0, 2, 3, 1)) && view.operand(node, 1).producer().op() instanceof Constant(var weight)
          && weight.shape().rank() == 2;
      default -> false;
    };
    if (!moves) {
      return Optional.of(new Failure(Reason.OTHER_OP, node + " does not commute with a transposition by " + permutation));
    }
    if (view.isOutput(value)) {
      return Optional.of(new Failure(Reason.IS_OUTPUT, node + " is an output"));
    }
    return view.useCount(value) == 1 ? Optional.empty()
        : Optional.of(new Failure(Reason.SECOND_USE, node + " has " + view.useCount(value) + " uses"));
  }

  /** What computes on {@code x} what the node computes on x transposed. */
  private static Value moved(Node node, Value x, List<Integer> permutation, List<Integer> inverse, Rewriter out) {
    var operands = new ArrayList<>(out.operands(node));
    int carrier = carrier(node, out);
    operands.set(carrier, x);
    Op op = switch (node.op()) {
      case LayerNorm(int axis, double epsilon) -> new LayerNorm(permutation.get(axis), epsilon);
      case Softmax(int axis) -> new Softmax(permutation.get(axis));
      case MatMul _ -> Conv2d.plain();
      case Op same -> same;
    };
    if (node.op() instanceof MatMul) {
      operands.set(1, filters(operands.get(1), out));
    } else if (node.op() instanceof Binary) {
      operands.set(1 - carrier, transposed(operands.get(1 - carrier), inverse, out));
    }
    return out.add(op, operands);
  }

  private static Value filters(Value weight, Rewriter out) {
    Tensor matrix = ((Constant) weight.producer().op()).tensor();
    TensorType type = TensorType.f32(matrix.shape().size(1), matrix.shape().size(0), 1, 1);
    return out.weight(weight.name(), Weights.transposed(matrix, type));
  }

  /** A weight with all axes, in their other order. */
  private static Value transposed(Value weight, List<Integer> inverse, Rewriter out) {
    Shape shape = weight.type().shape();
    if (shape.elements() == 1) {
      return weight;
    }
    var dims = new ArrayList<Dim>(Collections.nCopies(inverse.size() - shape.rank(), Dim.of(1)));
    dims.addAll(shape.dims());
    List<Integer> sizes = new Shape(dims).dims().stream().map(dim -> Math.toIntExact(((Dim.Known) dim).size())).toList();
    return out.add(new Transpose(inverse), out.add(new Reshape(sizes), weight));
  }
}
