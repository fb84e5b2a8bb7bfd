package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import netc.ir.op.Abs;
import netc.ir.op.Add;
import netc.ir.op.Clip;
import netc.ir.op.Div;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Log;
import netc.ir.op.Mish;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Reciprocal;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
import netc.ir.op.Tanh;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** Functions of one number. */
final class FunctionOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Relu", unary(Relu::new)),
      entry("Sigmoid", unary(Sigmoid::new)),
      entry("Tanh", unary(Tanh::new)),
      entry("HardSwish", unary(HardSwish::new)),
      entry("Mish", unary(Mish::new)),
      entry("Softplus", unary(Softplus::new)),
      entry("Erf", unary(Erf::new)),
      entry("Exp", unary(Exp::new)),
      entry("Log", unary(Log::new)),
      entry("Sqrt", unary(Sqrt::new)),
      entry("Abs", unary(Abs::new)),
      entry("Neg", unary(Neg::new)),
      entry("Reciprocal", unary(Reciprocal::new)),
      entry("LeakyRelu", op -> op.result(new LeakyRelu(op.number("alpha", 0.01)), op.input(0))),
      entry("Elu", op -> op.result(new Elu(op.number("alpha", 1)), op.input(0))),
      entry("Selu", FunctionOperators::selu),
      entry("Celu", FunctionOperators::celu),
      entry("Gelu", FunctionOperators::gelu),
      entry("HardSigmoid", FunctionOperators::hardSigmoid),
      entry("Softsign", FunctionOperators::softsign),
      entry("Clip", FunctionOperators::clip));

  private FunctionOperators() {}

  private static Function<Operator, Operand> unary(Supplier<Op> function) {
    return op -> {
      op.ignore("consumed_inputs");
      return op.result(function.get(), op.input(0));
    };
  }

  private static Operand number(Operator op, String name, double number) {
    return op.constant(name, Tensor.of(Shape.of(), (float) number));
  }

  /** {@code gamma · elu(x)}; the defaults are those of Klambauer et al., arXiv 1706.02515. */
  private static Operand selu(Operator op) {
    op.ignore("consumed_inputs");
    Operand elu = op.step(new Elu(op.number("alpha", 1.6732632)), op.input(0));
    return op.result(new Mul(), elu, number(op, "gamma", op.number("gamma", 1.050701)));
  }

  /** {@code alpha · elu(x / alpha)}. */
  private static Operand celu(Operator op) {
    Operand alpha = number(op, "alpha", op.number("alpha", 1));
    return op.result(new Mul(), op.step(new Elu(1), op.step(new Div(), op.input(0), alpha)), alpha);
  }

  private static Operand gelu(Operator op) {
    String approximation = op.text("approximate", "none");
    return switch (approximation) {
      case "none", "tanh" -> op.result(new Gelu(approximation.equals("tanh")), op.input(0));
      default -> throw Refusal.unsupported("approximation " + approximation);
    };
  }

  private static Operand hardSigmoid(Operator op) {
    double alpha = op.number("alpha", 0.2);
    double sixth = 1 / 6.0;
    // MobileNetV3's slope has no short decimal
    return op.result(new HardSigmoid((float) alpha == (float) sixth ? sixth : alpha, op.number("beta", 0.5)), op.input(0));
  }

  /** {@code x / (1 + |x|)}. */
  private static Operand softsign(Operator op) {
    return op.result(new Div(), op.input(0), op.step(new Add(), op.step(new Abs(), op.input(0)), number(op, "one", 1)));
  }

  /** Bounds are attributes in older operator sets and inputs in newer ones. */
  private static Operand clip(Operator op) {
    op.ignore("consumed_inputs");
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
