package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
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

/** Scalar functions on runs of floats, in place. */
final class Activations {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private static final Clamp UNIT = new Clamp(0, 1);
  private static final FloatVector SIXTH = FloatVector.broadcast(S, 1 / 6f);
  private static final FloatVector HALF = FloatVector.broadcast(S, 0.5f);

  private Activations() {}

  /** Applies {@code function} to {@code count} floats from {@code at} on. */
  static void apply(Unary function, float[] x, int at, int count) {
    switch (function) {
      case Identity _, Dropout _ -> {}
      case Relu _ -> relu(x, at, count);
      case LeakyRelu(double slope) -> leakyRelu(x, at, count, (float) slope);
      case Clip(double low, double high) -> clip(x, at, count, (float) low, (float) high);
      case Sigmoid _ -> sigmoid(x, at, count);
      case Tanh _ -> tanh(x, at, count);
      case Blend blend -> blend(blend, x, at, count);
      case HardSigmoid(double alpha, double beta) -> Plain.hardSigmoid(x, at, count, (float) alpha, (float) beta);
      case HardSwish _ -> hardSwish(x, at, count);
      case Silu _ -> Smooth.silu(x, at, count);
      case Gelu(boolean tanh) when tanh -> Smooth.geluByTanh(x, at, count);
      case Gelu _ -> Smooth.gelu(x, at, count);
      case Softplus _ -> Smooth.softplus(x, at, count);
      case Mish _ -> Smooth.mish(x, at, count);
      case Elu(double alpha) -> Smooth.elu(x, at, count, (float) alpha);
      case Erf _ -> Smooth.erf(x, at, count);
      case Exp _ -> Smooth.exp(x, at, count);
      case Log _ -> Plain.log(x, at, count);
      case Sqrt _ -> Plain.sqrt(x, at, count);
      case Abs _ -> Plain.abs(x, at, count);
      case Neg _ -> Plain.negate(x, at, count);
      case Reciprocal _ -> Plain.invert(x, at, count);
    }
  }

  private static void blend(Blend blend, float[] x, int at, int count) {
    float lambda = (float) blend.lambda();
    float rest = (float) (1 - blend.lambda());
    if (blend.lambda() == 0) { // the ends exactly: 0 times infinity is not 0
      apply(blend.activation().op(), x, at, count);
    } else if (blend.lambda() != 1) {
      switch (blend.activation()) {
        case RELU -> blendRelu(x, at, count, rest, lambda);
        case SIGMOID -> blendSigmoid(x, at, count, rest, lambda);
        case TANH -> blendTanh(x, at, count, rest, lambda);
      }
    }
  }

  /** {@code max(x, 0)}; by comparison, which keeps NaN and makes −0 a 0 as {@link Math#max} does, in fewer instructions. */
  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  private static FloatVector leakyRelu(FloatVector x, FloatVector slope) {
    return x.blend(x.mul(slope), x.compare(VectorOperators.LT, 0f));
  }

  private static void relu(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      relu(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      relu(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  /** {@code x} where it is not negative, {@code slope · x} elsewhere. */
  static void leakyRelu(float[] x, int at, int count, float slope) {
    var slopes = FloatVector.broadcast(S, slope);
    int i = 0;
    for (; i <= count - L; i += L) {
      leakyRelu(FloatVector.fromArray(S, x, at + i), slopes).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      leakyRelu(FloatVector.fromArray(S, x, at + i, rest), slopes).intoArray(x, at + i, rest);
    }
  }

  /** {@code x · min(max(x / 6 + 1/2, 0), 1)}. */
  private static FloatVector hardSwish(FloatVector x) {
    return UNIT.apply(x.fma(SIXTH, HALF)).mul(x);
  }

  private static void hardSwish(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      hardSwish(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      hardSwish(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  private static void clip(float[] x, int at, int count, float low, float high) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, x, at + i).max(low).min(high).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      FloatVector.fromArray(S, x, at + i, rest).max(low).min(high).intoArray(x, at + i, rest);
    }
  }

  private static void sigmoid(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      Exponential.sigmoid(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      Exponential.sigmoid(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  private static void tanh(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      Exponential.tanh(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      Exponential.tanh(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  private static FloatVector mix(FloatVector y, FloatVector x, float rest, float lambda) {
    return y.mul(rest).add(x.mul(lambda));
  }

  private static void blendRelu(float[] x, int at, int count, float share, float lambda) {
    int i = 0;
    for (; i <= count - L; i += L) {
      var v = FloatVector.fromArray(S, x, at + i);
      mix(relu(v), v, share, lambda).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      var v = FloatVector.fromArray(S, x, at + i, rest);
      mix(relu(v), v, share, lambda).intoArray(x, at + i, rest);
    }
  }

  private static void blendSigmoid(float[] x, int at, int count, float share, float lambda) {
    int i = 0;
    for (; i <= count - L; i += L) {
      var v = FloatVector.fromArray(S, x, at + i);
      mix(Exponential.sigmoid(v), v, share, lambda).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      var v = FloatVector.fromArray(S, x, at + i, rest);
      mix(Exponential.sigmoid(v), v, share, lambda).intoArray(x, at + i, rest);
    }
  }

  private static void blendTanh(float[] x, int at, int count, float share, float lambda) {
    int i = 0;
    for (; i <= count - L; i += L) {
      var v = FloatVector.fromArray(S, x, at + i);
      mix(Exponential.tanh(v), v, share, lambda).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      var v = FloatVector.fromArray(S, x, at + i, rest);
      mix(Exponential.tanh(v), v, share, lambda).intoArray(x, at + i, rest);
    }
  }
}
