package netc.formats.image;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * How the cells of one axis are made of an image's: a triangle filter around each, as wide as the cells that it looks at, or as those it makes where
 * they are the larger ones.
 *
 * @param first the first cell that each looks at
 * @param weights the shares of that cell and those behind it, which sum to 1
 */
record Resampling(int[] first, double[][] weights) {
  /** The {@code kept} cells in the middle of {@code to} that {@code from} cells are resized to. */
  static Resampling of(int from, long to, int kept) {
    double scale = (double) from / to;
    double support = Math.max(scale, 1);
    long start = (long) Math.rint((to - kept) / 2.0);
    var first = new int[kept];
    var weights = new double[kept][];
    for (int i = 0; i < kept; i++) {
      double center = (start + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(from, (int) (center + support + 0.5));
      weights[i] = new double[end - first[i]];
      for (int k = 0; k < weights[i].length; k++) {
        weights[i][k] = Math.max(0, 1 - Math.abs(first[i] + k + 0.5 - center) / support);
      }
      double sum = Arrays.stream(weights[i]).sum();
      for (int k = 0; k < weights[i].length; k++) {
        weights[i][k] /= sum;
      }
    }
    return new Resampling(first, weights);
  }

  /** Cell {@code i} where each cell is a row of {@code size} samples. */
  double[] blend(int i, IntFunction<double[]> rows, int size) {
    var blended = new double[size];
    for (int k = 0; k < weights[i].length; k++) {
      double[] row = rows.apply(first[i] + k);
      for (int x = 0; x < size; x++) {
        blended[x] += weights[i][k] * row[x];
      }
    }
    return blended;
  }

  /** Cell {@code i} where the cells are {@code stride} apart in a row, from {@code offset}. */
  double sum(int i, double[] row, int stride, int offset) {
    double sum = 0;
    for (int k = 0; k < weights[i].length; k++) {
      sum += weights[i][k] * row[(first[i] + k) * stride + offset];
    }
    return sum;
  }
}
