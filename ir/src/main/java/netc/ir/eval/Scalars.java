package netc.ir.eval;

import java.util.function.DoubleUnaryOperator;
import netc.ir.op.Abs;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Log;
import netc.ir.op.Mish;
import netc.ir.op.Neg;
import netc.ir.op.Reciprocal;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
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
      case HardSigmoid(double alpha, double beta) -> x -> Math.min(Math.max(alpha * x + beta, 0.0), 1.0);
      case HardSwish _ -> x -> x * Math.min(Math.max(x + 3, 0.0), 6.0) / 6;
      case Silu _ -> x -> x / (1 + Math.exp(-x));
      case Gelu(boolean tanh) -> tanh ? Scalars::geluByTanh : x -> x / 2 * ErrorFunction.erfc(-x / Math.sqrt(2));
      case Softplus _ -> Scalars::softplus;
      case Mish _ -> x -> x * Math.tanh(softplus(x));
      case Elu(double alpha) -> x -> x >= 0 ? x : alpha * Math.expm1(x);
      case Erf _ -> ErrorFunction::erf;
      case Exp _ -> Math::exp;
      case Log _ -> Math::log;
      case Sqrt _ -> Math::sqrt;
      case Abs _ -> Math::abs;
      case Neg _ -> x -> -x;
      case Reciprocal _ -> x -> 1 / x;
    };
  }

  private static double geluByTanh(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  /** {@code ln(1 + eˣ)}, where {@code eˣ} may be beyond all numbers. */
  private static double softplus(double x) {
    return Math.max(x, 0.0) + Math.log1p(Math.exp(-Math.abs(x)));
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
