package netc.rule;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The product of two matrices of {@code float}, summed in {@code double} and rounded once. Blocked for the caches and parallel over blocks of rows;
 * every sum runs in index order, so the result depends neither on the blocks nor on the number of threads. The innermost loop goes along contiguous
 * rows, each an array of its own, which is the form that HotSpot's compiler turns into vector instructions.
 */
public final class MatrixProduct {
  /** Rows of the result that share one widened block of the right matrix. */
  private static final int ROWS = 64;

  /** Columns at a time: {@link #STEPS} rows of this length stay in the first-level cache. */
  private static final int COLUMNS = 256;

  /** Terms added to an element each time that it is loaded. */
  private static final int STEPS = 8;

  private MatrixProduct() {}

  /**
   * The row-major product {@code [rows, columns]} of {@code left [rows, inner]} and {@code right [inner, columns]}.
   *
   * @throws IllegalArgumentException if an array has another length
   */
  public static float[] multiply(float[] left, float[] right, int rows, int inner, int columns) {
    requireLength(left, rows, inner);
    requireLength(right, inner, columns);
    float[] product = new float[Math.multiplyExact(rows, columns)];
    IntStream.range(0, Math.ceilDiv(rows, ROWS)).parallel().forEach(block -> {
      int from = block * ROWS;
      new RowBlock(left, right, inner, columns).multiply(from, Math.min(rows, from + ROWS), product);
    });
    return product;
  }

  private static void requireLength(float[] matrix, int rows, int columns) {
    if (matrix.length != (long) rows * columns) {
      throw new IllegalArgumentException("a matrix of " + rows + " by " + columns + " has " + matrix.length + " elements");
    }
  }

  /** Some rows of the product, and the scratch space for them. */
  private static final class RowBlock {
    private final float[] left;
    private final float[] right;
    private final int inner;
    private final int columns;
    private final double[][] wide;
    private final double[] factors = new double[STEPS];

    RowBlock(float[] left, float[] right, int inner, int columns) {
      this.left = left;
      this.right = right;
      this.inner = inner;
      this.columns = columns;
      this.wide = new double[STEPS][Math.min(COLUMNS, columns)];
    }

    void multiply(int from, int to, float[] product) {
      double[][] sums = new double[to - from][Math.min(COLUMNS, columns)];
      for (int column = 0; column < columns; column += COLUMNS) {
        int width = Math.min(COLUMNS, columns - column);
        for (double[] sum : sums) {
          Arrays.fill(sum, 0);
        }
        for (int k = 0; k < inner; k += STEPS) {
          addTerms(sums, from, column, width, k);
        }
        for (int row = from; row < to; row++) {
          narrow(sums[row - from], product, row * columns + column, width);
        }
      }
    }

    /** Adds the terms from {@code k} on, at most {@link #STEPS}. */
    private void addTerms(double[][] sums, int from, int column, int width, int k) {
      int steps = Math.min(STEPS, inner - k);
      for (int step = 0; step < steps; step++) {
        widen(right, (k + step) * columns + column, wide[step], width);
      }
      for (int i = 0; i < sums.length; i++) {
        int row = (from + i) * inner + k;
        for (int step = 0; step < steps; step++) {
          factors[step] = left[row + step];
        }
        if (steps == STEPS) {
          addEight(sums[i], wide, factors, width);
        } else {
          for (int step = 0; step < steps; step++) {
            addOne(sums[i], wide[step], factors[step], width);
          }
        }
      }
    }

    private static void addEight(double[] sum, double[][] rows, double[] factors, int width) {
      double[] r0 = rows[0];
      double[] r1 = rows[1];
      double[] r2 = rows[2];
      double[] r3 = rows[3];
      double[] r4 = rows[4];
      double[] r5 = rows[5];
      double[] r6 = rows[6];
      double[] r7 = rows[7];
      double f0 = factors[0];
      double f1 = factors[1];
      double f2 = factors[2];
      double f3 = factors[3];
      double f4 = factors[4];
      double f5 = factors[5];
      double f6 = factors[6];
      double f7 = factors[7];
      for (int j = 0; j < width; j++) {
        double s = Math.fma(f0, r0[j], sum[j]);
        s = Math.fma(f1, r1[j], s);
        s = Math.fma(f2, r2[j], s);
        s = Math.fma(f3, r3[j], s);
        s = Math.fma(f4, r4[j], s);
        s = Math.fma(f5, r5[j], s);
        s = Math.fma(f6, r6[j], s);
        sum[j] = Math.fma(f7, r7[j], s);
      }
    }

    private static void addOne(double[] sum, double[] row, double factor, int width) {
      for (int j = 0; j < width; j++) {
        sum[j] = Math.fma(factor, row[j], sum[j]);
      }
    }

    private static void widen(float[] from, int start, double[] to, int width) {
      for (int j = 0; j < width; j++) {
        to[j] = from[start + j];
      }
    }

    private static void narrow(double[] from, float[] to, int start, int width) {
      for (int j = 0; j < width; j++) {
        to[start + j] = (float) from[j];
      }
    }
  }
}
