package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import netc.ir.op.Add;
import netc.ir.op.Clip;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Tanh;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Functions of single elements. */
final class ElementwiseOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Identity", ElementwiseOperators::identity),
      entry("Dropout", ElementwiseOperators::dropout),
      entry("Relu", unary(Relu::new)),
      entry("Sigmoid", unary(Sigmoid::new)),
      entry("Tanh", unary(Tanh::new)),
      entry("LeakyRelu", op -> op.result(new LeakyRelu(op.number("alpha", 0.01)), op.input(0))),
      entry("PRelu", ElementwiseOperators::prelu),
      entry("Clip", ElementwiseOperators::clip),
      entry("Add", binary(Add::new)),
      entry("Mul", binary(Mul::new)),
      entry("Sum", variadic(Add::new)));

  /** From this operator set on, operands are broadcast as in NumPy. */
  private static final int NUMPY_BROADCAST = 7;

  private ElementwiseOperators() {}

  private static Function<Operator, Operand> unary(Supplier<Op> function) {
    return op -> op.result(function.get(), op.input(0));
  }

  private static Function<Operator, Operand> binary(Supplier<Op> function) {
    return op -> op.result(function.get(), op.input(0), op.opset() < NUMPY_BROADCAST ? aligned(op) : op.input(1));
  }

  /** The second operand of an old operator, whose axes begin at one of the first operand's. */
  private static Operand aligned(Operator op) {
    op.integer("broadcast", 0);
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

  private static Function<Operator, Operand> variadic(Supplier<Op> function) {
    return op -> {
      List<Operand> inputs = op.inputs();
      Operand result = op.input(0);
      for (int i = 1; i < inputs.size(); i++) {
        result = i < inputs.size() - 1 ? op.step(function.get(), result, inputs.get(i)) : op.result(function.get(), result, inputs.get(i));
      }
      return inputs.size() == 1 ? identity(op) : result;
    };
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

  /** Bounds are attributes in older operator sets and inputs in newer ones. */
  private static Operand clip(Operator op) {
    double low = op.optional(1).isPresent() ? bound(op, 1) : op.number("min", Double.NEGATIVE_INFINITY);
    double high = op.optional(2).isPresent() ? bound(op, 2) : op.number("max", Double.POSITIVE_INFINITY);
    return op.result(new Clip(unbounded(low), unbounded(high)), op.input(0));
  }

  private static double bound(Operator op, int index) {
    float[] numbers = op.numbers(index);
    if (numbers.length != 1) {
      throw Refusal.unsupported("a bound of " + numbers.length + " numbers");
    }
    return Operator.decimal(numbers[0]);
  }

  /** Older operator sets have the largest {@code float} where there is no bound. */
  private static double unbounded(double bound) {
    return Math.abs(bound) >= Operator.decimal(Float.MAX_VALUE) ? Math.copySign(Double.POSITIVE_INFINITY, bound) : bound;
  }
}
