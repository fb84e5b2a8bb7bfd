package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponential and what is made of it, in plain arithmetic, so that the result is the same on every machine and whether compiled or not. Relative
 * errors are within a few units in the last place.
 */
final class Exponential {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;

  private static final float LOG2_E = (float) (1 / Math.log(2));

  /** ln 2 in two parts: the first has trailing zeros, so that its product with a small integer is exact. */
  private static final float LN2_HIGH = 0x1.62ep-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

  /** Added to a small number, it leaves the nearest integer in the low bits of the sum. */
  private static final float ROUNDER = 0x1.8p23f;

  /** {@code 1 + r + C2·r² + … + C6·r⁶} has the least largest relative error to {@code e^r} where |r| ≤ ln 2 / 2: 4e-9, found by Lawson's iteration. */
  private static final float C2 = 0x1.fffffcp-2f;

  private static final float C3 = 0x1.555492p-3f;
  private static final float C4 = 0x1.5558f2p-5f;
  private static final float C5 = 0x1.1239e4p-7f;
  private static final float C6 = 0x1.6a2434p-10f;

  /** Arguments beyond have results that are no normal numbers. */
  private static final float LOWEST = -87;

  private static final float HIGHEST = 88;

  /** Below, {@code tanh} is its power series; above, 1 − 2 / (e²ˣ + 1) loses no digits. */
  private static final float SMALL = 0.35f;

  private Exponential() {}

  /** {@code e^x}; arguments are clamped to [−87, 88], by comparison, which is a third of the instructions of max and min; NaN stays. */
  static FloatVector exp(FloatVector argument) {
    var above = argument.blend(LOWEST, argument.compare(VectorOperators.LT, LOWEST));
    var x = above.blend(HIGHEST, above.compare(VectorOperators.GT, HIGHEST));
    var shifted = x.fma(of(LOG2_E), of(ROUNDER));
    var n = shifted.sub(ROUNDER);
    var r = n.fma(of(-LN2_LOW), n.fma(of(-LN2_HIGH), x));
    var p = r.fma(of(C6), of(C5)).fma(r, of(C4)).fma(r, of(C3)).fma(r, of(C2)).fma(r, of(1)).fma(r, of(1));
    // The low bits of shifted are n: moved to the exponent's place and biased they are 2^n. A NaN comes through p.
    var power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(Float.floatToRawIntBits(1f)).reinterpretAsFloats();
    return p.mul(power);
  }

  private static FloatVector of(float number) {
    return FloatVector.broadcast(S, number);
  }

  /** {@code 1 / (1 + e^−x)}. */
  static FloatVector sigmoid(FloatVector x) {
    return FloatVector.broadcast(S, 1).div(exp(x.neg()).add(1));
  }

  /** The hyperbolic tangent. */
  static FloatVector tanh(FloatVector x) {
    var square = x.mul(x);
    var series = square.fma(FloatVector.broadcast(S, (float) (-1382 / 155925.0)), FloatVector.broadcast(S, (float) (62 / 2835.0)));
    series = series.fma(square, FloatVector.broadcast(S, (float) (-17 / 315.0)));
    series = series.fma(square, FloatVector.broadcast(S, (float) (2 / 15.0)));
    series = series.fma(square, FloatVector.broadcast(S, (float) (-1 / 3.0)));
    series = series.mul(square).fma(x, x);
    var quotient = FloatVector.broadcast(S, -2).div(exp(x.add(x)).add(1)).add(1);
    return quotient.blend(series, x.abs().compare(VectorOperators.LT, SMALL));
  }
}
