package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import netc.ir.op.Add;
import netc.ir.op.Div;
import netc.ir.op.Identity;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Functions of several numbers, and what leaves numbers as they are. */
final class ElementwiseOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Identity", ElementwiseOperators::identity),
      entry("Dropout", ElementwiseOperators::dropout),
      entry("PRelu", ElementwiseOperators::prelu),
      entry("Add", binary(Add::new)),
      entry("Sub", binary(Sub::new)),
      entry("Mul", binary(Mul::new)),
      entry("Div", binary(Div::new)),
      entry("Pow", binary(Pow::new)),
      entry("Sum", op -> reduced(op, Add::new, inputs(op))),
      entry("Min", op -> reduced(op, Min::new, inputs(op))),
      entry("Max", op -> reduced(op, Max::new, inputs(op))),
      entry("Mean", ElementwiseOperators::mean));

  /** From this operator set on, operands are broadcast as in NumPy. */
  private static final int NUMPY_BROADCAST = 7;

  private ElementwiseOperators() {}

  private static Function<Operator, Operand> binary(Supplier<Op> function) {
    return op -> op.result(function.get(), op.input(0), op.opset() < NUMPY_BROADCAST ? aligned(op) : op.input(1));
  }

  /** The second operand of an old operator, whose axes begin at one of the first operand's. */
  private static Operand aligned(Operator op) {
    op.ignore("broadcast", "consumed_inputs");
    TensorType x = op.type(0);
    TensorType y = op.type(1);
    long axis = op.integer("axis", x.rank() - y.rank());
    int trailing = x.rank() - y.rank() - Operator.axis(axis, x.rank() + 1);
    if (!op.has("axis") || trailing <= 0) {
      return op.input(1);
    }
    var dims = new ArrayList<Dim>(y.shape().dims());
    dims.addAll(Shapes.ones(trailing));
    return Shapes.reshaped(op, op.input(1), new Shape(dims));
  }

  private static List<Operand> inputs(Operator op) {
    op.ignore("consumed_inputs");
    return op.inputs();
  }

  /** The operator's result: its operands, one after the other. */
  private static Operand reduced(Operator op, Supplier<Op> function, List<Operand> operands) {
    if (operands.size() < 2) {
      return identity(op);
    }
    Operand left = operands.getFirst();
    for (Operand right : operands.subList(1, operands.size() - 1)) {
      left = op.step(function.get(), left, right);
    }
    return op.result(function.get(), left, operands.getLast());
  }

  private static Operand mean(Operator op) {
    Operand sum = op.input(0);
    for (Operand right : op.inputs().subList(1, op.inputs().size())) {
      sum = op.step(new Add(), sum, right);
    }
    return op.result(new Mul(), sum, op.constant("share", Tensor.of(Shape.of(), (float) (1.0 / op.inputs().size()))));
  }

  /** A constant under another name is the same constant. */
  private static Operand identity(Operator op) {
    return op.input(0) instanceof Operand.Weight weight ? weight : op.result(new Identity(), op.input(0));
  }

  private static Operand dropout(Operator op) {
    op.ignore("ratio", "seed", "is_test");
    return identity(op);
  }

  /** A slope for each channel or for all, whatever its dimensions of 1. */
  private static Operand prelu(Operator op) {
    TensorType x = op.type(0);
    TensorType slope = op.type(1);
    long elements = slope.shape().isStatic() ? slope.shape().elements() : 0;
    boolean each = x.rank() > 1 && x.shape().dim(1).equals(Dim.of(Math.max(1, elements)));
    int channels = slope.rank() - (x.rank() - 1);
    boolean aligned = channels >= 0 && slope.shape().dim(channels).equals(Dim.of(Math.max(1, elements)));
    if (elements == 1 || (each && (aligned || op.opset() < NUMPY_BROADCAST))) {
      return op.result(new Prelu(), op.input(0), Shapes.reshaped(op, op.input(1), Shape.of(elements)));
    }
    throw Refusal.unsupported("a slope of type " + slope + " for " + x);
  }
}
