package netc.backend.cpu.kernel;

import netc.ir.tensor.Elements;

/**
 * Filters 3×3 in the form of {@link BlockedWinograd}: {@code G g Gᵀ} of each, in double, rounded once. A channel's elements of a block of filters are
 * transformed one after the other and then written as whole vectors.
 */
final class WinogradFilters {
  private static final int L = Lanes.COUNT;
  private static final int TAPS = 9;

  private final int out;
  private final int depth;
  private final int elements;
  private final float[][] filters;
  private final double[] half;
  private final double[] transformed;
  private final float[] lines;

  /**
   * A transformation for one thread.
   *
   * @param out rows and columns of a tile of the result: 4 or 2
   * @param depth channels of a filter
   */
  WinogradFilters(int out, int depth) {
    this.out = out;
    this.depth = depth;
    elements = (out + 2) * (out + 2);
    filters = new float[L][TAPS * depth];
    half = new double[3 * (out + 2)];
    transformed = new double[elements];
    lines = new float[elements * L];
  }

  /** Panels {@code [elements][channels][blocks][L]} of {@code count} filters, with zeros for those that are missing to whole blocks. */
  float[] pack(Elements weights, int count) {
    int blocks = Math.ceilDiv(count, L);
    float[] packed = new float[Math.multiplyExact(Math.multiplyExact(blocks * L, depth), elements)];
    for (int first = 0; first < blocks;) {
      int panel = Product.blocks(blocks - first);
      for (int block = first; block < first + panel; block++) {
        int present = Math.min(L, count - block * L);
        for (int i = 0; i < present; i++) {
          weights.read((long) (block * L + i) * TAPS * depth, filters[i], 0, TAPS * depth);
        }
        int at = (first * elements * depth + block - first) * L;
        for (int channel = 0; channel < depth; channel++) {
          block(channel, present, packed, at + channel * panel * L, panel * depth * L);
        }
      }
      first += panel;
    }
    return packed;
  }

  private void block(int channel, int present, float[] packed, int at, int step) {
    for (int i = 0; i < present; i++) {
      filter(filters[i], TAPS * channel);
      for (int e = 0; e < elements; e++) {
        lines[e * L + i] = (float) transformed[e];
      }
    }
    for (int e = 0; e < elements; e++) {
      System.arraycopy(lines, e * L, packed, at + e * step, present);
    }
  }

  private void filter(float[] w, int at) {
    for (int j = 0; j < 3; j++) {
      column(w[at + j], w[at + 3 + j], w[at + 6 + j], half, j, 3);
    }
    for (int i = 0; i < out + 2; i++) {
      column(half[3 * i], half[3 * i + 1], half[3 * i + 2], transformed, i * (out + 2), 1);
    }
  }

  /** {@code G (a, b, c)}. */
  private void column(double a, double b, double c, double[] to, int at, int step) {
    if (out == 4) {
      double ends = -(a + c) / 6;
      double far = (a + 4 * c) / 24;
      to[at] = a / 4;
      to[at + step] = ends - b / 6;
      to[at + 2 * step] = ends + b / 6;
      to[at + 3 * step] = far + b / 12;
      to[at + 4 * step] = far - b / 12;
      to[at + 5 * step] = c;
    } else {
      double ends = (a + c) / 2;
      to[at] = a;
      to[at + step] = ends + b / 2;
      to[at + 2 * step] = ends - b / 2;
      to[at + 3 * step] = c;
    }
  }
}
