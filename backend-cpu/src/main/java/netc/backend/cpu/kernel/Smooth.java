package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Smooth activations made of {@link Exponential}: the functions on vectors, then the loops over runs of floats, in place. */
final class Smooth {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float ROOT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);

  /** From here on e^2x is so large that {@link #mish} is x. */
  private static final float LARGE = 40;

  /** Below, {@link #erf} is its power series. */
  private static final float NEAR = 1;

  /** Coefficients of x^(2n+1) in the series of erf (Abramowitz and Stegun, 7.1.5): 2 / √π · (−1)ⁿ / (n! · (2n + 1)). */
  private static final float[] ERF_SERIES = new float[12];

  static {
    double factor = 2 / Math.sqrt(Math.PI);
    for (int n = 0; n < ERF_SERIES.length; n++) {
      ERF_SERIES[n] = (float) (factor / (2 * n + 1));
      factor /= -(n + 1);
    }
  }

  private Smooth() {}

  private static FloatVector of(double number) {
    return FloatVector.broadcast(S, (float) number);
  }

  /** {@code eˣ}, as the square of that of x / 2: so results that are beyond all normal numbers come out right. */
  private static FloatVector exp(FloatVector x) {
    var root = Exponential.exp(x.mul(0.5f));
    return root.mul(root);
  }

  private static FloatVector silu(FloatVector x) {
    return x.div(Exponential.exp(x.neg()).add(1));
  }

  /** {@code max(x, 0) + ln(1 + u)} for {@code u = e^−|x|}; the logarithm is that of (1 + z) / (1 − z), z = u / (2 + u) ≤ 1/3, a series in z². */
  private static FloatVector softplus(FloatVector x) {
    var u = Exponential.exp(x.abs().neg());
    var z = u.div(u.add(2));
    var square = z.mul(z);
    var series = of(2 / 15.0);
    for (int odd = 13; odd > 0; odd -= 2) {
      series = series.fma(square, of(2.0 / odd));
    }
    return series.fma(z, x.max(0));
  }

  /** {@code tanh(ln(1 + w)) = (w² + 2w) / (w² + 2w + 2)} for {@code w = eˣ}. */
  private static FloatVector mish(FloatVector x) {
    var w = Exponential.exp(x.min(LARGE));
    var n = w.mul(w.add(2));
    return x.mul(n.div(n.add(2)));
  }

  /** {@code eˣ − 1} without cancellation is {@code 2t / (1 − t)} for {@code t = tanh(x / 2)}. */
  private static FloatVector elu(FloatVector x, float alpha) {
    var t = Exponential.tanh(x.min(0).mul(0.5f));
    var below = t.add(t).div(of(1).sub(t)).mul(alpha);
    return below.blend(x, x.compare(VectorOperators.GE, 0f));
  }

  /** The error function; beyond 1 by Abramowitz and Stegun, 7.1.26, whose error of 1.5e-7 is that of a float there. */
  private static FloatVector erf(FloatVector x) {
    var square = x.mul(x);
    var series = of(ERF_SERIES[ERF_SERIES.length - 1]);
    for (int n = ERF_SERIES.length - 2; n >= 0; n--) {
      series = series.fma(square, of(ERF_SERIES[n]));
    }
    var far = of(1).sub(erfcFar(x.abs(), square));
    far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
    return far.blend(series.mul(x), x.abs().compare(VectorOperators.LT, NEAR));
  }

  /** {@code 1 − erf(x)} for {@code x} of at least 0, given its square: Abramowitz and Stegun, 7.1.26. */
  private static FloatVector erfcFar(FloatVector x, FloatVector square) {
    var t = of(1).div(x.fma(of(0.3275911), of(1)));
    var p = of(1.061405429);
    p = p.fma(t, of(-1.453152027));
    p = p.fma(t, of(1.421413741));
    p = p.fma(t, of(-0.284496736));
    p = p.fma(t, of(0.254829592));
    return p.mul(t).mul(Exponential.exp(square.neg()));
  }

  private static FloatVector gelu(FloatVector x) {
    return x.mul(0.5f).mul(erf(x.mul(ROOT_HALF)).add(1));
  }

  private static FloatVector geluByTanh(FloatVector x) {
    var cubic = x.mul(x).fma(of(0.044715), of(1)).mul(x);
    return x.mul(0.5f).mul(Exponential.tanh(cubic.mul(ROOT_2_OVER_PI)).add(1));
  }

  static void silu(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      silu(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      silu(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void softplus(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      softplus(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      softplus(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void mish(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      mish(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      mish(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void elu(float[] x, int at, int count, float alpha) {
    int i = 0;
    for (; i <= count - L; i += L) {
      elu(FloatVector.fromArray(S, x, at + i), alpha).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      elu(FloatVector.fromArray(S, x, at + i, rest), alpha).intoArray(x, at + i, rest);
    }
  }

  static void erf(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      erf(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      erf(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void exp(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      exp(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      exp(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void gelu(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      gelu(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      gelu(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }

  static void geluByTanh(float[] x, int at, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      geluByTanh(FloatVector.fromArray(S, x, at + i)).intoArray(x, at + i);
    }
    if (i < count) {
      var rest = Lanes.first(count - i);
      geluByTanh(FloatVector.fromArray(S, x, at + i, rest)).intoArray(x, at + i, rest);
    }
  }
}
