package netc.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/**
 * Scalar functions by number, each with up to two parameters. The number is a constant for TornadoVM, so that a kernel holds the one it needs. The
 * plain ones are a few instructions; curves work on vectors, too; the last call the device's own functions lane by lane. They are apart because
 * TornadoVM only inlines methods of at most 600 nodes.
 */
public final class Functions {
  /** {@code x}. */
  public static final int NONE = 0;
  /** {@code max(x, 0)}. */
  public static final int RELU = 1;
  /** {@code p·x} for negative x. */
  public static final int LEAKY = 2;
  /** Between p and q. */
  public static final int CLIP = 3;
  /** The first of the curves: {@code p·x + q}. */
  public static final int AFFINE = 4;
  /** {@code p·x + q} between 0 and 1. */
  public static final int HARD_SIGMOID = 5;
  /** {@code x · min(max(p·x + q, 0), 1)}. */
  public static final int HARD_SWISH = 6;
  /** {@code (1 − p)·σ(x) + p·x}. */
  public static final int SIGMOID = 8;
  /** {@code (1 − p)·tanh(x) + p·x}. */
  public static final int TANH = 9;
  /** {@code x·σ(x)}. */
  public static final int SILU = 10;
  /** GELU by tanh. */
  public static final int GELU_TANH = 11;
  /** The first of those that are computed lane by lane: {@code eˣ}. */
  public static final int EXP = 16;
  /** {@code ln x}. */
  public static final int LOG = 17;
  /** {@code √x}. */
  public static final int SQRT = 18;
  /** {@code 1 / x}. */
  public static final int RECIPROCAL = 19;
  /** {@code ln(1 + eˣ)}. */
  public static final int SOFTPLUS = 20;
  /** {@code p·(eˣ − 1)} for negative x. */
  public static final int ELU = 21;
  /** The error function. */
  public static final int ERF = 22;
  /** {@code x/2·(1 + erf(x/√2))}. */
  public static final int GELU = 23;
  /** {@code x·tanh(ln(1 + eˣ))}. */
  public static final int MISH = 24;

  private Functions() {}

  /**
   * Ends a kernel's work on the vector at {@code place}: a plain function, a residual that is added, another plain function.
   *
   * @param residual the residual's place that belongs to {@code place}; only read if {@code adds}
   * @param functions the two functions' numbers
   */
  static void finish(
      VectorFloat8 memory, int place, boolean adds, int residual, int functions, float p1, float q1, float p2, float q2) {
    Float8 x = plain(memory.get(place), Packed.low(functions), p1, q1);
    if (adds) {
      x = Float8.add(x, memory.get(residual));
    }
    memory.set(place, plain(x, Packed.high(functions), p2, q2));
  }

  private static Float8 plain(Float8 x, int function, float p, float q) {
    Float8 y = x;
    if (function == RELU) {
      y = Float8.max(x, Blocked.splat(0f));
    }
    if (function == LEAKY) {
      y = Float8.add(Float8.max(x, Blocked.splat(0f)), Float8.mult(Float8.min(x, Blocked.splat(0f)), Blocked.splat(p)));
    }
    if (function == CLIP) {
      y = clip(x, p, q);
    }
    return y;
  }

  /** Ends a kernel's work after {@link #finish}, if the second function is a curve. */
  static void curve(VectorFloat8 memory, int place, int functions, float p, float q) {
    int function = Packed.high(functions);
    if (function >= AFFINE && function < EXP) {
      Float8 x = memory.get(place);
      Float8 y = affine(x, p, q);
      if (function == HARD_SIGMOID) {
        y = clip(y, 0f, 1f);
      }
      if (function == HARD_SWISH) {
        y = Float8.mult(x, clip(y, 0f, 1f));
      }
      if (function >= SIGMOID) {
        y = smooth(x, function, p);
      }
      memory.set(place, y);
    }
  }

  /** Ends a kernel's work after {@link #curve}, if the second function is computed lane by lane. */
  static void lanes(VectorFloat8 memory, int place, int functions, float p) {
    if (Packed.high(functions) >= EXP) {
      FloatArray floats = memory.getArray();
      for (int i = 0; i < 8; i++) {
        floats.set(place * 8 + i, lane(floats.get(place * 8 + i), Packed.high(functions), p));
      }
    }
  }

  private static Float8 clip(Float8 x, float low, float high) {
    return Float8.min(Float8.max(x, Blocked.splat(low)), Blocked.splat(high));
  }

  private static Float8 affine(Float8 x, float p, float q) {
    return Float8.add(Float8.mult(x, Blocked.splat(p)), Blocked.splat(q));
  }

  /** The functions that are made of one hyperbolic tangent. */
  private static Float8 smooth(Float8 x, int function, float p) {
    Float8 angle = affine(x, 0.5f, 0f);
    if (function == TANH) {
      angle = x;
    }
    if (function == GELU_TANH) {
      angle = Float8.mult(x, affine(Float8.mult(x, x), 0.035677407f, 0.7978846f));
    }
    Float8 tanh = tanh(angle);
    Float8 y = affine(tanh, 0.5f, 0.5f);
    if (function == TANH) {
      y = tanh;
    }
    if (function == SILU || function == GELU_TANH) {
      y = Float8.mult(x, y);
    } else if (p != 0f) {
      y = Float8.add(affine(y, 1f - p, 0f), affine(x, p, 0f));
    }
    return y;
  }

  /**
   * The hyperbolic tangent by Lambert's continued fraction of a quarter of the angle, doubled twice by {@code tanh 2a = 2·tanh a / (1 + tanh² a)};
   * its error is below 2·10⁻⁷.
   */
  private static Float8 tanh(Float8 x) {
    Float8 a = Float8.mult(clip(x, -9.1f, 9.1f), Blocked.splat(0.25f));
    Float8 s = Float8.mult(a, a);
    Float8 above = affine(Float8.mult(s, affine(Float8.mult(s, affine(s, 1f, 378f)), 1f, 17325f)), 1f, 135135f);
    Float8 below = affine(Float8.mult(s, affine(Float8.mult(s, affine(s, 28f, 3150f)), 1f, 62370f)), 1f, 135135f);
    return doubled(doubled(Float8.div(Float8.mult(a, above), below)));
  }

  private static Float8 doubled(Float8 t) {
    return Float8.div(Float8.add(t, t), affine(Float8.mult(t, t), 1f, 1f));
  }

  static float lane(float x, int function, float p) {
    float y = x;
    if (function == EXP) {
      y = TornadoMath.exp(x);
    }
    if (function == LOG) {
      y = TornadoMath.log(x);
    }
    if (function == SQRT) {
      y = TornadoMath.sqrt(x);
    }
    if (function == RECIPROCAL) {
      y = 1f / x;
    }
    if (function == SOFTPLUS) {
      y = softplus(x);
    }
    if (function == ELU) {
      y = TornadoMath.max(x, 0f) + p * (TornadoMath.exp(TornadoMath.min(x, 0f)) - 1f);
    }
    if (function == ERF) {
      y = erf(x);
    }
    if (function == GELU) {
      y = 0.5f * x * (1f + erf(x * 0.70710677f));
    }
    if (function == MISH) {
      y = x * TornadoMath.tanh(softplus(x));
    }
    return y;
  }

  private static float softplus(float x) {
    return TornadoMath.max(x, 0f) + TornadoMath.log(1f + TornadoMath.exp(-TornadoMath.abs(x)));
  }

  /** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: its error is below 1.5·10⁻⁷. */
  private static float erf(float x) {
    float a = TornadoMath.abs(x);
    float t = 1f / (1f + 0.3275911f * a);
    float tail = t * (0.2548296f + t * (-0.28449672f + t * (1.4214138f + t * (-1.4531521f + t * 1.0614054f))))
        * TornadoMath.exp(-a * a);
    float y = 1f - tail;
    return x < 0f ? -y : y;
  }
}
