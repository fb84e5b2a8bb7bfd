package netc.backend.cpu.kernel;

import static netc.backend.cpu.kernel.Lanes.EVEN;
import static netc.backend.cpu.kernel.Lanes.select;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import netc.ir.tensor.Tensor;

/**
 * The linear transforms of F(4×4, 3×3), for tiles of 6×6 pixels that overlap by 2: {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A} (Winograd's minimal
 * filtering, for networks by Lavin and Gray, CVPR 2016, with the points 0, ±1, ±2 and ∞). Each lane has a tile of its own.
 */
final class WinogradTransforms {
  /** Rows and columns of a tile of the result. */
  static final int OUT = 4;

  /** Rows and columns of a tile of the input. */
  static final int IN = 6;

  /** Elements of a tile of the input, and of a transformed filter. */
  static final int ELEMENTS = IN * IN;

  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Of two vectors: the odd elements; the first halves and the second ones, zipped. */
  private static final IntVector ODD = EVEN.add(1);

  private static final IntVector ZIP_LOW = zip(0);
  private static final IntVector ZIP_HIGH = zip(L / 2);

  private static final double[][] G =
      {{1 / 4.0, 0, 0}, {-1 / 6.0, -1 / 6.0, -1 / 6.0}, {-1 / 6.0, 1 / 6.0, -1 / 6.0}, {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0}, {0, 0, 1}};

  private WinogradTransforms() {}

  private static IntVector zip(int first) {
    int[] indexes = new int[L];
    for (int i = 0; i < L; i++) {
      indexes[i] = first + i / 2 + i % 2 * L;
    }
    return IntVector.fromArray(Lanes.INDEXES, indexes, 0);
  }

  /**
   * Filters {@code [filters][channels][3][3]}, transformed, as {@code [blocks][elements][panels of a block][channels][ROWS]}, with zeros in the place
   * of missing filters; the last block may have fewer panels.
   */
  static Filters.Form filters(int filters, int channels, int panelsPerBlock) {
    int panels = Math.ceilDiv(filters, Tile.ROWS);
    int size = Math.multiplyExact(Math.multiplyExact(panels * Tile.ROWS, channels), ELEMENTS);
    return weights -> {
      float[] packed = new float[size];
      double[] transformed = new double[ELEMENTS];
      for (int filter = 0; filter < filters; filter++) {
        int panel = filter / Tile.ROWS;
        int first = panel / panelsPerBlock * panelsPerBlock;
        int blockPanels = Math.min(panelsPerBlock, panels - first);
        for (int channel = 0; channel < channels; channel++) {
          filter(weights, 9 * ((long) filter * channels + channel), transformed);
          for (int e = 0; e < ELEMENTS; e++) {
            int row = first * ELEMENTS * channels + (e * blockPanels + panel - first) * channels + channel;
            packed[row * Tile.ROWS + filter % Tile.ROWS] = (float) transformed[e];
          }
        }
      }
      return packed;
    };
  }

  private static void filter(MemorySegment weights, long at, double[] out) {
    double[] half = new double[IN * 3];
    for (int i = 0; i < IN; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          half[i * 3 + j] += G[i][k] * weights.getAtIndex(Tensor.FLOAT, at + (k * 3L + j));
        }
      }
    }
    for (int i = 0; i < IN; i++) {
      for (int j = 0; j < IN; j++) {
        out[i * IN + j] = half[i * 3] * G[j][0] + half[i * 3 + 1] * G[j][1] + half[i * 3 + 2] * G[j][2];
      }
    }
  }

  /** Takes a line apart: each fourth of {@code 4 · L · count} floats, for each of the four first ones, {@code step} apart. */
  static void takeApart(float[] line, int at, float[] out, int to, int step, int count) {
    for (int v = 0; v < count; v++) {
      int from = at + v * 4 * L;
      var a = FloatVector.fromArray(S, line, from);
      var b = FloatVector.fromArray(S, line, from + L);
      var c = FloatVector.fromArray(S, line, from + 2 * L);
      var d = FloatVector.fromArray(S, line, from + 3 * L);
      var evenLow = select(EVEN, a, b);
      var evenHigh = select(EVEN, c, d);
      var oddLow = select(ODD, a, b);
      var oddHigh = select(ODD, c, d);
      select(EVEN, evenLow, evenHigh).intoArray(out, to + v * L);
      select(EVEN, oddLow, oddHigh).intoArray(out, to + step + v * L);
      select(ODD, evenLow, evenHigh).intoArray(out, to + 2 * step + v * L);
      select(ODD, oddLow, oddHigh).intoArray(out, to + 3 * step + v * L);
    }
  }

  /**
   * {@code Bᵀ} times columns.
   *
   * @param x has the six elements of each column from {@code at} on, those of one column {@code near} apart, but the last two, which are
   *     {@code far} behind the first two
   * @param y gets them from {@code to} on, {@code step} apart
   * @param count how many vectors of columns; {@code y} has them in blocks of {@link Tile#VECTORS}, {@code block} apart
   */
  static void input(float[] x, int at, int near, int far, float[] y, int to, int step, int count, int block) {
    for (int v = 0; v < count; v++) {
      int from = at + v * L;
      int target = to + v / Tile.VECTORS * block + v % Tile.VECTORS * L;
      var d0 = FloatVector.fromArray(S, x, from);
      var d1 = FloatVector.fromArray(S, x, from + near);
      var d2 = FloatVector.fromArray(S, x, from + 2 * near);
      var d3 = FloatVector.fromArray(S, x, from + 3 * near);
      var d4 = FloatVector.fromArray(S, x, from + far);
      var d5 = FloatVector.fromArray(S, x, from + far + near);
      var four = FloatVector.broadcast(S, 4f);
      var two = FloatVector.broadcast(S, 2f);
      var five = FloatVector.broadcast(S, -5f);
      d0.fma(four, d2.fma(five, d4)).intoArray(y, target);
      var a = d4.sub(d2.mul(four));
      var b = d3.sub(d1.mul(four));
      a.add(b).intoArray(y, target + step);
      a.sub(b).intoArray(y, target + 2 * step);
      var c = d4.sub(d2);
      var e = d3.sub(d1).mul(two);
      c.add(e).intoArray(y, target + 3 * step);
      c.sub(e).intoArray(y, target + 4 * step);
      d1.fma(four, d3.fma(five, d5)).intoArray(y, target + 5 * step);
    }
  }

  /** {@code Aᵀ} times a vector of columns of six elements that are {@code near} apart; the four results are {@code step} apart. */
  static void output(float[] x, int at, int near, float[] y, int to, int step) {
    var m0 = FloatVector.fromArray(S, x, at);
    var m1 = FloatVector.fromArray(S, x, at + near);
    var m2 = FloatVector.fromArray(S, x, at + 2 * near);
    var m3 = FloatVector.fromArray(S, x, at + 3 * near);
    var m4 = FloatVector.fromArray(S, x, at + 4 * near);
    var m5 = FloatVector.fromArray(S, x, at + 5 * near);
    var a = m1.add(m2);
    var b = m1.sub(m2);
    var c = m3.add(m4);
    var d = m3.sub(m4);
    m0.add(a).add(c).intoArray(y, to);
    d.fma(FloatVector.broadcast(S, 2f), b).intoArray(y, to + step);
    c.fma(FloatVector.broadcast(S, 4f), a).intoArray(y, to + 2 * step);
    d.fma(FloatVector.broadcast(S, 8f), b).add(m5).intoArray(y, to + 3 * step);
  }

  /** Puts four vectors that are {@code step} apart together: first all first elements, then all second ones. */
  static void putTogether(float[] x, int at, int step, float[] y, int to) {
    var a = FloatVector.fromArray(S, x, at);
    var b = FloatVector.fromArray(S, x, at + step);
    var c = FloatVector.fromArray(S, x, at + 2 * step);
    var d = FloatVector.fromArray(S, x, at + 3 * step);
    var evenLow = select(ZIP_LOW, a, c);
    var evenHigh = select(ZIP_HIGH, a, c);
    var oddLow = select(ZIP_LOW, b, d);
    var oddHigh = select(ZIP_HIGH, b, d);
    select(ZIP_LOW, evenLow, oddLow).intoArray(y, to);
    select(ZIP_HIGH, evenLow, oddLow).intoArray(y, to + L);
    select(ZIP_LOW, evenHigh, oddHigh).intoArray(y, to + 2 * L);
    select(ZIP_HIGH, evenHigh, oddHigh).intoArray(y, to + 3 * L);
  }
}
