package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import netc.backend.cpu.kernel.DepthwisePixels.Rectangle;

/**
 * As {@link DepthwisePixels}, for groups of a few channels, a power of two, in a vector: a lane needs the input of each of its group's lanes. It gets
 * them in the order {@code lane ^ 0}, {@code lane ^ 1}, {@code lane ^ 2} and so on, in which each turn is one permutation for all groups, and has
 * weights in the same order: for each row of taps, for each turn, for each tap.
 */
final class GroupPixels {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** For each turn, the lanes that the lanes read. */
  private static final int[] PARTNERS = partners();

  private GroupPixels() {}

  private static int[] partners() {
    int[] lanes = new int[L * L];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = i % L ^ i / L;
    }
    return lanes;
  }

  /** A pixel of its own. */
  static void pixel(float[] x, int at, Rectangle taps, int group, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var sum = FloatVector.fromArray(S, start, 0);
    for (int row = 0; row < taps.rows(); row++) {
      int tap = (at + row * taps.down()) & Lanes.PLACES;
      int weight = (atW + row * taps.weights() * group) & Lanes.PLACES;
      for (int k = 0; k < group; k++) {
        var q = IntVector.fromArray(Lanes.INDEXES, PARTNERS, k * L);
        int place = tap;
        for (int column = 0; column < taps.columns(); column++) {
          sum = FloatVector.fromArray(S, w, weight + column * L)
              .fma(q.selectFrom(FloatVector.fromArray(S, x, place).reinterpretAsInts()).reinterpretAsFloats(), sum);
          place += taps.across();
        }
        weight += taps.weights();
      }
    }
    clamp.apply(sum).intoArray(y, out);
  }

  /** A run of pixels that are {@code step} apart in the input. */
  static void pixels(float[] x, int at, int step, Rectangle taps, int group, float[] w, int atW, float[] start, Clamp clamp, float[] y,
      int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows(); row++) {
      int tap = (at + row * taps.down()) & Lanes.PLACES;
      int weight = (atW + row * taps.weights() * group) & Lanes.PLACES;
      for (int k = 0; k < group; k++) {
        var q = IntVector.fromArray(Lanes.INDEXES, PARTNERS, k * L);
        int place = tap;
        for (int column = 0; column < taps.columns(); column++) {
          var f = FloatVector.fromArray(S, w, weight + column * L);
          s0 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place).reinterpretAsInts()).reinterpretAsFloats(), s0);
          s1 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + step).reinterpretAsInts()).reinterpretAsFloats(), s1);
          s2 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + 2 * step).reinterpretAsInts()).reinterpretAsFloats(), s2);
          s3 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + 3 * step).reinterpretAsInts()).reinterpretAsFloats(), s3);
          s4 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + 4 * step).reinterpretAsInts()).reinterpretAsFloats(), s4);
          s5 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + 5 * step).reinterpretAsInts()).reinterpretAsFloats(), s5);
          s6 = f.fma(q.selectFrom(FloatVector.fromArray(S, x, place + 6 * step).reinterpretAsInts()).reinterpretAsFloats(), s6);
          place += taps.across();
        }
        weight += taps.weights();
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

  /** A run of pixels, of which and of whose taps, three a row, each is beside the one before. */
  static void threeNeighbours(float[] x, int at, Rectangle taps, int group, float[] w, int atW, float[] start, Clamp clamp, float[] y,
      int out) {
    var s0 = FloatVector.fromArray(S, start, 0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    for (int row = 0; row < taps.rows(); row++) {
      int tap = (at + row * taps.down()) & Lanes.PLACES;
      int weight = (atW + row * taps.weights() * group) & Lanes.PLACES;
      for (int k = 0; k < group; k++) {
        var q = IntVector.fromArray(Lanes.INDEXES, PARTNERS, k * L);
        var f = FloatVector.fromArray(S, w, weight);
        var g = FloatVector.fromArray(S, w, weight + L);
        var h = FloatVector.fromArray(S, w, weight + 2 * L);
        var x0 = q.selectFrom(FloatVector.fromArray(S, x, tap).reinterpretAsInts()).reinterpretAsFloats();
        var x1 = q.selectFrom(FloatVector.fromArray(S, x, tap + L).reinterpretAsInts()).reinterpretAsFloats();
        var x2 = q.selectFrom(FloatVector.fromArray(S, x, tap + 2 * L).reinterpretAsInts()).reinterpretAsFloats();
        s0 = h.fma(x2, g.fma(x1, f.fma(x0, s0)));
        var x3 = q.selectFrom(FloatVector.fromArray(S, x, tap + 3 * L).reinterpretAsInts()).reinterpretAsFloats();
        s1 = h.fma(x3, g.fma(x2, f.fma(x1, s1)));
        var x4 = q.selectFrom(FloatVector.fromArray(S, x, tap + 4 * L).reinterpretAsInts()).reinterpretAsFloats();
        s2 = h.fma(x4, g.fma(x3, f.fma(x2, s2)));
        var x5 = q.selectFrom(FloatVector.fromArray(S, x, tap + 5 * L).reinterpretAsInts()).reinterpretAsFloats();
        s3 = h.fma(x5, g.fma(x4, f.fma(x3, s3)));
        var x6 = q.selectFrom(FloatVector.fromArray(S, x, tap + 6 * L).reinterpretAsInts()).reinterpretAsFloats();
        s4 = h.fma(x6, g.fma(x5, f.fma(x4, s4)));
        var x7 = q.selectFrom(FloatVector.fromArray(S, x, tap + 7 * L).reinterpretAsInts()).reinterpretAsFloats();
        s5 = h.fma(x7, g.fma(x6, f.fma(x5, s5)));
        var x8 = q.selectFrom(FloatVector.fromArray(S, x, tap + 8 * L).reinterpretAsInts()).reinterpretAsFloats();
        s6 = h.fma(x8, g.fma(x7, f.fma(x6, s6)));
        weight += taps.weights();
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
}
