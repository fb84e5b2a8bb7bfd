package netc.ir.eval;

import java.util.function.DoubleUnaryOperator;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Dropout;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Tanh;
import netc.ir.op.Unary;

/** The scalar functions that {@link Unary} ops apply. A NaN stays a NaN under each of them. */
public final class Scalars {
  private Scalars() {}

  /** {@code op} of one number. */
  public static double apply(Unary op, double x) {
    return function(op).applyAsDouble(x);
  }

  /** {@code op} as a function of one number. */
  public static DoubleUnaryOperator function(Unary op) {
    return switch (op) {
      case Identity _, Dropout _ -> x -> x;
      case Relu _ -> x -> Math.max(x, 0.0);
      case LeakyRelu(double slope) -> x -> x >= 0 ? x : slope * x;
      case Clip(double low, double high) -> x -> Math.min(Math.max(x, low), high);
      case Sigmoid _ -> x -> 1 / (1 + Math.exp(-x));
      case Tanh _ -> Math::tanh;
      case Blend blend -> blend(blend);
    };
  }

  private static DoubleUnaryOperator blend(Blend blend) {
    DoubleUnaryOperator activation = function(blend.activation().op());
    double lambda = blend.lambda();
    if (lambda == 0) { // the ends exactly: 0 times infinity is not 0
      return activation;
    }
    if (lambda == 1) {
      return x -> x;
    }
    return x -> (1 - lambda) * activation.applyAsDouble(x) + lambda * x;
  }
}
