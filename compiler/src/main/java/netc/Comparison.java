package netc;

import java.util.Map;
import netc.ir.tensor.Tensor;

/**
 * How far the outputs of two runs are apart, at the worst element.
 *
 * @param output the output's name
 * @param index the element's row-major index
 * @param expected its value in the first run
 * @param actual its value in the second
 * @param largest the largest finite magnitude in that output of the first run
 */
public record Comparison(String output, long index, float expected, float actual, double largest) {
  /** The worst element over all outputs; both runs must have the same ones. */
  public static Comparison of(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    return expected.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue(), find(actual, entry.getKey())))
        .reduce((a, b) -> b.error() > a.error() ? b : a)
        .orElseThrow(() -> new IllegalArgumentException("no outputs to compare"));
  }

  private static Tensor find(Map<String, Tensor> outputs, String name) {
    Tensor tensor = outputs.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no output " + name + " among " + outputs.keySet());
    }
    return tensor;
  }

  private static Comparison of(String name, Tensor expected, Tensor actual) {
    if (!expected.type().equals(actual.type())) {
      throw new IllegalArgumentException("output " + name + " is " + expected.type() + " and " + actual.type());
    }
    float[] left = expected.toArray();
    float[] right = actual.toArray();
    double largest = 0;
    int worst = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Float.isFinite(left[i]) ? Math.max(largest, Math.abs(left[i])) : largest;
      worst = distance(left[i], right[i]) > distance(left[worst], right[worst]) ? i : worst;
    }
    return new Comparison(name, worst, left[worst], right[worst], largest);
  }

  /** Equal values, infinities and NaN among them, are 0 apart; a NaN and anything else infinitely far. */
  private static double distance(float left, float right) {
    if (Float.compare(left, right) == 0 || left == right) {
      return 0;
    }
    double distance = Math.abs((double) left - right);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  /** The difference at the worst element. */
  public double absolute() {
    return distance(expected, actual);
  }

  /** The difference at the worst element relative to the output's largest magnitude; infinite if one of the two is not finite, or nothing is expected. */
  public double error() {
    double absolute = absolute();
    return absolute == 0 || Double.isInfinite(absolute) ? absolute : absolute / largest;
  }
}
