package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import netc.backend.cpu.kernel.DepthwisePixels.Rectangle;

/**
 * Runs of {@link DepthwisePixels#RUN} pixels of a depthwise convolution with five neighbouring taps a row: what one pixel reads of the input serves those after
 * it, and a row's weights stay in registers. The methods are longer than methods should be, as those of {@link DepthwisePixels}.
 */
final class DepthwiseFives {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** As in {@link DepthwisePixels}. */
  private static final int PLACES = (1 << 30) - 1;

  private DepthwiseFives() {}

  /** As {@link DepthwisePixels#neighbours}. */
  static void neighbours(float[] x, int at, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows(); row++) {
      int tap = (at + row * taps.down()) & PLACES;
      int weight = (atW + row * taps.weights()) & PLACES;
      var f = FloatVector.fromArray(S, w, weight);
      var g = FloatVector.fromArray(S, w, weight + L);
      var h = FloatVector.fromArray(S, w, weight + 2 * L);
      var j = FloatVector.fromArray(S, w, weight + 3 * L);
      var k = FloatVector.fromArray(S, w, weight + 4 * L);
      var x0 = FloatVector.fromArray(S, x, tap);
      var x1 = FloatVector.fromArray(S, x, tap + L);
      var x2 = FloatVector.fromArray(S, x, tap + 2 * L);
      var x3 = FloatVector.fromArray(S, x, tap + 3 * L);
      var x4 = FloatVector.fromArray(S, x, tap + 4 * L);
      s0 = k.fma(x4, j.fma(x3, h.fma(x2, g.fma(x1, f.fma(x0, s0)))));
      var x5 = FloatVector.fromArray(S, x, tap + 5 * L);
      s1 = k.fma(x5, j.fma(x4, h.fma(x3, g.fma(x2, f.fma(x1, s1)))));
      var x6 = FloatVector.fromArray(S, x, tap + 6 * L);
      s2 = k.fma(x6, j.fma(x5, h.fma(x4, g.fma(x3, f.fma(x2, s2)))));
      var x7 = FloatVector.fromArray(S, x, tap + 7 * L);
      s3 = k.fma(x7, j.fma(x6, h.fma(x5, g.fma(x4, f.fma(x3, s3)))));
      var x8 = FloatVector.fromArray(S, x, tap + 8 * L);
      s4 = k.fma(x8, j.fma(x7, h.fma(x6, g.fma(x5, f.fma(x4, s4)))));
      var x9 = FloatVector.fromArray(S, x, tap + 9 * L);
      s5 = k.fma(x9, j.fma(x8, h.fma(x7, g.fma(x6, f.fma(x5, s5)))));
      var x10 = FloatVector.fromArray(S, x, tap + 10 * L);
      s6 = k.fma(x10, j.fma(x9, h.fma(x8, g.fma(x7, f.fma(x6, s6)))));
    }
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int to = out & PLACES;
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

  /** Pixels that are two apart in the input. */
  static void apart(float[] x, int at, Rectangle taps, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows(); row++) {
      int tap = (at + row * taps.down()) & PLACES;
      int weight = (atW + row * taps.weights()) & PLACES;
      var f = FloatVector.fromArray(S, w, weight);
      var g = FloatVector.fromArray(S, w, weight + L);
      var h = FloatVector.fromArray(S, w, weight + 2 * L);
      var j = FloatVector.fromArray(S, w, weight + 3 * L);
      var k = FloatVector.fromArray(S, w, weight + 4 * L);
      var x0 = FloatVector.fromArray(S, x, tap);
      var x1 = FloatVector.fromArray(S, x, tap + L);
      var x2 = FloatVector.fromArray(S, x, tap + 2 * L);
      var x3 = FloatVector.fromArray(S, x, tap + 3 * L);
      var x4 = FloatVector.fromArray(S, x, tap + 4 * L);
      s0 = k.fma(x4, j.fma(x3, h.fma(x2, g.fma(x1, f.fma(x0, s0)))));
      var x5 = FloatVector.fromArray(S, x, tap + 5 * L);
      var x6 = FloatVector.fromArray(S, x, tap + 6 * L);
      s1 = k.fma(x6, j.fma(x5, h.fma(x4, g.fma(x3, f.fma(x2, s1)))));
      var x7 = FloatVector.fromArray(S, x, tap + 7 * L);
      var x8 = FloatVector.fromArray(S, x, tap + 8 * L);
      s2 = k.fma(x8, j.fma(x7, h.fma(x6, g.fma(x5, f.fma(x4, s2)))));
      var x9 = FloatVector.fromArray(S, x, tap + 9 * L);
      var x10 = FloatVector.fromArray(S, x, tap + 10 * L);
      s3 = k.fma(x10, j.fma(x9, h.fma(x8, g.fma(x7, f.fma(x6, s3)))));
      var x11 = FloatVector.fromArray(S, x, tap + 11 * L);
      var x12 = FloatVector.fromArray(S, x, tap + 12 * L);
      s4 = k.fma(x12, j.fma(x11, h.fma(x10, g.fma(x9, f.fma(x8, s4)))));
      var x13 = FloatVector.fromArray(S, x, tap + 13 * L);
      var x14 = FloatVector.fromArray(S, x, tap + 14 * L);
      s5 = k.fma(x14, j.fma(x13, h.fma(x12, g.fma(x11, f.fma(x10, s5)))));
      var x15 = FloatVector.fromArray(S, x, tap + 15 * L);
      var x16 = FloatVector.fromArray(S, x, tap + 16 * L);
      s6 = k.fma(x16, j.fma(x15, h.fma(x14, g.fma(x13, f.fma(x12, s6)))));
    }
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int to = out & PLACES;
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
