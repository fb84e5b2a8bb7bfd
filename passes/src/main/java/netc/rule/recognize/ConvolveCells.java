package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.ir.op.Reshape;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Uses 1×1 convolutions for the linear layers between a flattened map of one cell and the map that is made of their result: the one form in which
 * netc has squeeze and excitation (Hu et al., arXiv 1709.01507), whether it was exported with linear layers or with convolutions. The reshapes go, and
 * what folds into convolutions folds here too.
 *
 * <pre>
 *   reshape(sigmoid(linear(relu(linear(flatten(x), V)), W)), [0, C, 1, 1])   =>   sigmoid(conv2d(relu(conv2d(x, V)), W))   for x [N, C, 1, 1]
 * </pre>
 *
 * <p>Fires in no network of the zoo: their layers on single cells are convolutions already.
 */
public final class ConvolveCells implements Rule<Reshape> {
  /** A gate has four ops; more are looked at in case that the layers are normalized. */
  private static final int REACH = 16;

  private static final Pattern<Reshape> PATTERN =
      node(Reshape.class).where(Reason.OTHER_OP, "makes no map of one cell",
          reshape -> Reshaping.isCell(reshape.type()) && reshape.operand(0).type().rank() == 2);

  @Override
  public Pattern<Reshape> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W[O, I, 1, 1]";
  }

  @Override
  public String summary() {
    return "use 1×1 convolutions for linear layers on maps of one cell";
  }

  @Override
  public Outcome apply(Match<Reshape> reshape, Rewriter out) {
    var layers = new ArrayList<Node>();
    Value value = reshape.operand(0);
    if (!keepsImages(value, reshape.node().result())) {
      return Outcome.declined(Reason.SHAPE, reshape + moves(value, reshape.node().result()));
    }
    while (!(Reshaping.is(value.producer().op()) && Reshaping.isCell(out.operand(value.producer(), 0).type()))) {
      Node node = value.producer();
      boolean layer = node.op() instanceof Unary || node.op() instanceof Linear;
      if (!layer || layers.size() == REACH) {
        return Outcome.declined(Reason.OTHER_OP, node + " is no layer after a flattened map of one cell");
      }
      if (out.useCount(value) > 1) {
        return Outcome.declined(out.isOutput(value) ? Reason.IS_OUTPUT : Reason.SECOND_USE, node + " has " + out.useCount(value) + " uses");
      }
      if (out.operands(node).stream().skip(1).anyMatch(parameter -> !(parameter.producer().op() instanceof Constant))) {
        return Outcome.declined(Reason.NOT_CONSTANT, node + " has a computed weight");
      }
      layers.add(node);
      value = out.operand(node, 0);
    }
    if (layers.stream().noneMatch(node -> node.op() instanceof Linear)) {
      return Outcome.declined(Reason.OTHER_OP, reshape + " follows no linear layer");
    }
    Value cells = out.operand(value.producer(), 0);
    return keepsImages(cells, value) ? Outcome.replacedBy(convolved(layers.reversed(), cells, out))
        : Outcome.declined(Reason.SHAPE, value.producer() + moves(cells, value));
  }

  private static boolean keepsImages(Value from, Value to) {
    return from.type().shape().dim(0).equals(to.type().shape().dim(0));
  }

  private static String moves(Value from, Value to) {
    return " moves elements from image to image: from " + from.type() + " to " + to.type();
  }

  private static Value convolved(List<Node> layers, Value cells, Rewriter out) {
    Value value = cells;
    for (Node layer : layers) {
      var operands = new ArrayList<>(out.operands(layer));
      operands.set(0, value);
      out.at(List.of(layer));
      if (layer.op() instanceof Linear) {
        operands.set(1, filters(operands.get(1), out));
        value = out.add(Conv2d.plain(), operands);
      } else {
        value = out.add(layer.op(), operands);
      }
    }
    return value;
  }

  private static Value filters(Value weight, Rewriter out) {
    if (!(weight.producer().op() instanceof Constant(Tensor matrix))) {
      throw new IllegalArgumentException(weight + " is no weight");
    }
    TensorType type = TensorType.f32(matrix.shape().size(0), matrix.shape().size(1), 1, 1);
    return out.weight(weight.name(), Tensor.computed(type, "W[O, I, 1, 1]", List.of(matrix), matrix::toArray));
  }
}
