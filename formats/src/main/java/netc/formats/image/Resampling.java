package netc.formats.image;

import java.util.Arrays;
import java.util.function.IntFunction;
import netc.ir.op.Preprocess;

/**
 * How the cells of one axis are made of an image's: by a filter around each, as wide as the cells that it looks at, or as those it makes where they are
 * the larger ones. What a filter with negative lobes puts outside of 0 … 255 is cut.
 */
final class Resampling {
  /** The first cell that each looks at. */
  private final int[] first;

  /** The shares of that cell and of those behind it, which sum to 1. */
  private final double[][] weights;

  private Resampling(int[] first, double[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  /** The {@code kept} cells in the middle of {@code to} that {@code from} cells are resized to. */
  static Resampling of(Preprocess.Filter filter, int from, long to, int kept) {
    double scale = (double) from / to;
    double width = Math.max(scale, 1);
    double support = width * switch (filter) {
      case BILINEAR -> 1;
      case BICUBIC -> 2;
    };
    long start = (long) Math.rint((to - kept) / 2.0);
    var first = new int[kept];
    var weights = new double[kept][];
    for (int i = 0; i < kept; i++) {
      double center = (start + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(from, (int) (center + support + 0.5));
      weights[i] = new double[end - first[i]];
      for (int k = 0; k < weights[i].length; k++) {
        weights[i][k] = share(filter, Math.abs(first[i] + k + 0.5 - center) / width);
      }
      double sum = Arrays.stream(weights[i]).sum();
      for (int k = 0; k < weights[i].length; k++) {
        weights[i][k] /= sum;
      }
    }
    return new Resampling(first, weights);
  }

  /** What a cell at this distance counts for, before all shares are made to sum to 1. */
  private static double share(Preprocess.Filter filter, double distance) {
    return switch (filter) {
      case BILINEAR -> Math.max(0, 1 - distance);
      case BICUBIC -> distance < 1 ? (1.5 * distance - 2.5) * distance * distance + 1
          : distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
    };
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
    for (int x = 0; x < size; x++) {
      blended[x] = Math.clamp(blended[x], 0, 255);
    }
    return blended;
  }

  /** Cell {@code i} where the cells are {@code stride} apart in a row, from {@code offset}. */
  double sum(int i, double[] row, int stride, int offset) {
    double sum = 0;
    for (int k = 0; k < weights[i].length; k++) {
      sum += weights[i][k] * row[(first[i] + k) * stride + offset];
    }
    return Math.clamp(sum, 0, 255);
  }
}
