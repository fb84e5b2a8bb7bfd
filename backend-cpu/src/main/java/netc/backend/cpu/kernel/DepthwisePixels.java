package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pixels of a depthwise convolution in channel blocks. Sums are spelled out as locals, since only locals live in registers: {@value #RUN} of them, a
 * number that divides the widths of most networks' maps.
 */
final class DepthwisePixels {
  /** Neighbouring pixels that are summed at once. */
  static final int RUN = 7;

  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private DepthwisePixels() {}

  /**
   * A rectangle of taps.
   *
   * @param rows rows of taps
   * @param columns taps of a row
   * @param down from a row of taps to the next one in the input
   * @param across from a tap to the next one in the input
   * @param weights from a row of taps to the next one in the weights
   */
  record Rectangle(int rows, int columns, int down, int across, int weights) {}

  /** A pixel of its own. */
  static void pixel(float[] x, int at, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var sum = FloatVector.fromArray(S, start, 0);
    for (int row = 0; row < taps.rows; row++) {
      int tap = at + row * taps.down;
      int weight = atW + row * taps.weights;
      for (int column = 0; column < taps.columns; column++) {
        sum = FloatVector.fromArray(S, w, weight).fma(FloatVector.fromArray(S, x, tap), sum);
        tap += taps.across;
        weight += L;
      }
    }
    clamp.apply(sum).intoArray(y, out);
  }

  /** A run of pixels that are {@code step} apart in the input. */
  static void pixels(float[] x, int at, int step, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows; row++) {
      int tap = (at + row * taps.down) & Lanes.PLACES;
      int weight = atW + row * taps.weights;
      for (int column = 0; column < taps.columns; column++) {
        var f = FloatVector.fromArray(S, w, weight);
        s0 = f.fma(FloatVector.fromArray(S, x, tap), s0);
        s1 = f.fma(FloatVector.fromArray(S, x, tap + step), s1);
        s2 = f.fma(FloatVector.fromArray(S, x, tap + 2 * step), s2);
        s3 = f.fma(FloatVector.fromArray(S, x, tap + 3 * step), s3);
        s4 = f.fma(FloatVector.fromArray(S, x, tap + 4 * step), s4);
        s5 = f.fma(FloatVector.fromArray(S, x, tap + 5 * step), s5);
        s6 = f.fma(FloatVector.fromArray(S, x, tap + 6 * step), s6);
        tap += taps.across;
        weight += L;
      }
    }
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int to = out & Lanes.PLACES;
    s0 = s0.blend(low, s0.compare(VectorOperators.LE, low));
    s1 = s1.blend(low, s1.compare(VectorOperators.LE, low));
    s2 = s2.blend(low, s2.compare(VectorOperators.LE, low));
    s3 = s3.blend(low, s3.compare(VectorOperators.LE, low));
    s4 = s4.blend(low, s4.compare(VectorOperators.LE, low));
    s5 = s5.blend(low, s5.compare(VectorOperators.LE, low));
    s6 = s6.blend(low, s6.compare(VectorOperators.LE, low));
    s0.blend(high, s0.compare(VectorOperators.GE, high)).intoArray(y, to);
    s1.blend(high, s1.compare(VectorOperators.GE, high)).intoArray(y, to + L);
    s2.blend(high, s2.compare(VectorOperators.GE, high)).intoArray(y, to + 2 * L);
    s3.blend(high, s3.compare(VectorOperators.GE, high)).intoArray(y, to + 3 * L);
    s4.blend(high, s4.compare(VectorOperators.GE, high)).intoArray(y, to + 4 * L);
    s5.blend(high, s5.compare(VectorOperators.GE, high)).intoArray(y, to + 5 * L);
    s6.blend(high, s6.compare(VectorOperators.GE, high)).intoArray(y, to + 6 * L);
  }

  /** A run of pixels, of which and of whose taps each is beside the one before: what one reads of the input is passed on to the next. */
  static void neighbours(float[] x, int at, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows; row++) {
      int tap = (at + row * taps.down) & Lanes.PLACES;
      int weight = atW + row * taps.weights;
      var x0 = FloatVector.fromArray(S, x, tap);
      var x1 = FloatVector.fromArray(S, x, tap + L);
      var x2 = FloatVector.fromArray(S, x, tap + 2 * L);
      var x3 = FloatVector.fromArray(S, x, tap + 3 * L);
      var x4 = FloatVector.fromArray(S, x, tap + 4 * L);
      var x5 = FloatVector.fromArray(S, x, tap + 5 * L);
      for (int column = 0; column < taps.columns; column++) {
        var f = FloatVector.fromArray(S, w, weight + column * L);
        var x6 = FloatVector.fromArray(S, x, tap + (column + 6) * L);
        s0 = x0.fma(f, s0);
        s1 = x1.fma(f, s1);
        s2 = x2.fma(f, s2);
        s3 = x3.fma(f, s3);
        s4 = x4.fma(f, s4);
        s5 = x5.fma(f, s5);
        s6 = x6.fma(f, s6);
        x0 = x1;
        x1 = x2;
        x2 = x3;
        x3 = x4;
        x4 = x5;
        x5 = x6;
      }
    }
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int to = out & Lanes.PLACES;
    s0 = s0.blend(low, s0.compare(VectorOperators.LE, low));
    s1 = s1.blend(low, s1.compare(VectorOperators.LE, low));
    s2 = s2.blend(low, s2.compare(VectorOperators.LE, low));
    s3 = s3.blend(low, s3.compare(VectorOperators.LE, low));
    s4 = s4.blend(low, s4.compare(VectorOperators.LE, low));
    s5 = s5.blend(low, s5.compare(VectorOperators.LE, low));
    s6 = s6.blend(low, s6.compare(VectorOperators.LE, low));
    s0.blend(high, s0.compare(VectorOperators.GE, high)).intoArray(y, to);
    s1.blend(high, s1.compare(VectorOperators.GE, high)).intoArray(y, to + L);
    s2.blend(high, s2.compare(VectorOperators.GE, high)).intoArray(y, to + 2 * L);
    s3.blend(high, s3.compare(VectorOperators.GE, high)).intoArray(y, to + 3 * L);
    s4.blend(high, s4.compare(VectorOperators.GE, high)).intoArray(y, to + 4 * L);
    s5.blend(high, s5.compare(VectorOperators.GE, high)).intoArray(y, to + 5 * L);
    s6.blend(high, s6.compare(VectorOperators.GE, high)).intoArray(y, to + 6 * L);
  }

  /** As {@link #neighbours}, of three taps a row. */
  static void threeNeighbours(float[] x, int at, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows; row++) {
      int tap = (at + row * taps.down) & Lanes.PLACES;
      int weight = (atW + row * taps.weights) & Lanes.PLACES;
      var f = FloatVector.fromArray(S, w, weight);
      var g = FloatVector.fromArray(S, w, weight + L);
      var h = FloatVector.fromArray(S, w, weight + 2 * L);
      var x0 = FloatVector.fromArray(S, x, tap);
      var x1 = FloatVector.fromArray(S, x, tap + L);
      var x2 = FloatVector.fromArray(S, x, tap + 2 * L);
      s0 = h.fma(x2, g.fma(x1, f.fma(x0, s0)));
      var x3 = FloatVector.fromArray(S, x, tap + 3 * L);
      s1 = h.fma(x3, g.fma(x2, f.fma(x1, s1)));
      var x4 = FloatVector.fromArray(S, x, tap + 4 * L);
      s2 = h.fma(x4, g.fma(x3, f.fma(x2, s2)));
      var x5 = FloatVector.fromArray(S, x, tap + 5 * L);
      s3 = h.fma(x5, g.fma(x4, f.fma(x3, s3)));
      var x6 = FloatVector.fromArray(S, x, tap + 6 * L);
      s4 = h.fma(x6, g.fma(x5, f.fma(x4, s4)));
      var x7 = FloatVector.fromArray(S, x, tap + 7 * L);
      s5 = h.fma(x7, g.fma(x6, f.fma(x5, s5)));
      var x8 = FloatVector.fromArray(S, x, tap + 8 * L);
      s6 = h.fma(x8, g.fma(x7, f.fma(x6, s6)));
    }
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int to = out & Lanes.PLACES;
    s0 = s0.blend(low, s0.compare(VectorOperators.LE, low));
    s1 = s1.blend(low, s1.compare(VectorOperators.LE, low));
    s2 = s2.blend(low, s2.compare(VectorOperators.LE, low));
    s3 = s3.blend(low, s3.compare(VectorOperators.LE, low));
    s4 = s4.blend(low, s4.compare(VectorOperators.LE, low));
    s5 = s5.blend(low, s5.compare(VectorOperators.LE, low));
    s6 = s6.blend(low, s6.compare(VectorOperators.LE, low));
    s0.blend(high, s0.compare(VectorOperators.GE, high)).intoArray(y, to);
    s1.blend(high, s1.compare(VectorOperators.GE, high)).intoArray(y, to + L);
    s2.blend(high, s2.compare(VectorOperators.GE, high)).intoArray(y, to + 2 * L);
    s3.blend(high, s3.compare(VectorOperators.GE, high)).intoArray(y, to + 3 * L);
    s4.blend(high, s4.compare(VectorOperators.GE, high)).intoArray(y, to + 4 * L);
    s5.blend(high, s5.compare(VectorOperators.GE, high)).intoArray(y, to + 5 * L);
    s6.blend(high, s6.compare(VectorOperators.GE, high)).intoArray(y, to + 6 * L);
  }
}
