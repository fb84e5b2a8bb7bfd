package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The activations that only cut off, ReLU and ReLU6 among them. By comparison, which keeps NaN and makes −0 a 0 as {@link Math#max} does, in fewer
 * instructions.
 *
 * @param low what a result is not below; −∞ for no bound
 * @param high what it is not above; ∞ for no bound
 */
record Clamp(float low, float high) {
  /** No bounds. */
  static final Clamp NONE = new Clamp(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  FloatVector apply(FloatVector x) {
    var bounded = x.blend(low, x.compare(VectorOperators.LE, low));
    return bounded.blend(high, bounded.compare(VectorOperators.GE, high));
  }
}
