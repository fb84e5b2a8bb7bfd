package netc.backend.tornado;

import netc.backend.tornado.kernel.Functions;
import netc.ir.op.Abs;
import netc.ir.op.Activation;
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

/**
 * A function as kernels know it.
 *
 * @param number one of those of {@link Functions}
 * @param p its first parameter
 * @param q its second
 */
record DeviceFunction(int number, float p, float q) {
  static final DeviceFunction NONE = new DeviceFunction(Functions.NONE, 0, 0);

  static DeviceFunction of(Unary op) {
    return switch (op) {
      case Identity _, Dropout _ -> NONE;
      case Relu _ -> plain(Functions.RELU);
      case LeakyRelu(double slope) -> new DeviceFunction(Functions.LEAKY, (float) slope, 0);
      case Clip(double low, double high) -> new DeviceFunction(Functions.CLIP, finite(low), finite(high));
      case Sigmoid _ -> plain(Functions.SIGMOID);
      case Tanh _ -> plain(Functions.TANH);
      case Blend(Activation activation, double lambda) -> blend(activation, lambda);
      case HardSigmoid(double alpha, double beta) -> new DeviceFunction(Functions.HARD_SIGMOID, (float) alpha, (float) beta);
      case HardSwish _ -> new DeviceFunction(Functions.HARD_SWISH, 1f / 6, 0.5f);
      case Silu _ -> plain(Functions.SILU);
      case Gelu(boolean tanh) -> plain(tanh ? Functions.GELU_TANH : Functions.GELU);
      case Softplus _ -> plain(Functions.SOFTPLUS);
      case Mish _ -> plain(Functions.MISH);
      case Elu(double alpha) -> new DeviceFunction(Functions.ELU, (float) alpha, 0);
      case Erf _ -> plain(Functions.ERF);
      case Exp _ -> plain(Functions.EXP);
      case Log _ -> plain(Functions.LOG);
      case Sqrt _ -> plain(Functions.SQRT);
      case Abs _ -> new DeviceFunction(Functions.LEAKY, -1, 0);
      case Neg _ -> new DeviceFunction(Functions.AFFINE, -1, 0);
      case Reciprocal _ -> plain(Functions.RECIPROCAL);
    };
  }

  private static DeviceFunction plain(int number) {
    return new DeviceFunction(number, 0, 0);
  }

  private static DeviceFunction blend(Activation activation, double lambda) {
    if (lambda == 1) {
      return NONE;
    }
    return switch (activation) {
      case RELU -> lambda == 0 ? plain(Functions.RELU) : new DeviceFunction(Functions.LEAKY, (float) lambda, 0);
      case SIGMOID -> new DeviceFunction(Functions.SIGMOID, (float) lambda, 0);
      case TANH -> new DeviceFunction(Functions.TANH, (float) lambda, 0);
    };
  }

  /** Kernels are compiled for finite numbers. */
  static float finite(double bound) {
    return (float) Math.clamp(bound, -Float.MAX_VALUE, Float.MAX_VALUE);
  }

  boolean isNone() {
    return number == Functions.NONE;
  }

  /** Whether it can be the first of two. */
  boolean isPlain() {
    return number < Functions.AFFINE;
  }

  /** Whether it makes infinities or NaNs of the meaningless lanes past the last channel. */
  boolean spoilsLanes() {
    return number >= Functions.EXP;
  }
}
