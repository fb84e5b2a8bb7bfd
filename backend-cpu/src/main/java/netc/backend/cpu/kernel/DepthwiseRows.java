package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pairs of neighbouring rows of a depthwise convolution by three by three taps in channel blocks, all of which lie in rows of the input. The nine weights
 * stay in registers along the rows; what is read of the input is passed on from pixel to pixel and serves both rows. Columns beside the input are
 * zero. Kernels are longer than methods should be: only locals live in registers, so the last column, which may be beside the input, is written out.
 */
final class DepthwiseRows {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private DepthwiseRows() {}

  /**
   * Where rows are.
   *
   * @param down from a row of the input to the next one
   * @param left whether the first pixel's first taps are beside the input
   * @param pixels how many pixels have their last taps in the input
   * @param right whether one more pixel has its last taps beside it
   * @param out from a row of the result to the next one
   */
  record Lines(int down, boolean left, int pixels, boolean right, int out) {}

  /** Of stride 1: {@code at} is the first pixel's first tap, or where it would be. */
  static void pair(float[] x, int at, Lines lines, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var w0 = FloatVector.fromArray(S, w, atW);
    var w1 = FloatVector.fromArray(S, w, atW + L);
    var w2 = FloatVector.fromArray(S, w, atW + 2 * L);
    var w3 = FloatVector.fromArray(S, w, atW + 3 * L);
    var w4 = FloatVector.fromArray(S, w, atW + 4 * L);
    var w5 = FloatVector.fromArray(S, w, atW + 5 * L);
    var w6 = FloatVector.fromArray(S, w, atW + 6 * L);
    var w7 = FloatVector.fromArray(S, w, atW + 7 * L);
    var w8 = FloatVector.fromArray(S, w, atW + 8 * L);
    var first = FloatVector.fromArray(S, start, 0);
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int down = lines.down;
    var beside = S.maskAll(lines.left);
    int column = lines.left ? at + L : at; // what is beside is not read
    var p0 = FloatVector.fromArray(S, x, column).blend(0f, beside);
    var p1 = FloatVector.fromArray(S, x, column + down).blend(0f, beside);
    var p2 = FloatVector.fromArray(S, x, column + 2 * down).blend(0f, beside);
    var p3 = FloatVector.fromArray(S, x, column + 3 * down).blend(0f, beside);
    var q0 = FloatVector.fromArray(S, x, at + L);
    var q1 = FloatVector.fromArray(S, x, at + L + down);
    var q2 = FloatVector.fromArray(S, x, at + L + 2 * down);
    var q3 = FloatVector.fromArray(S, x, at + L + 3 * down);
    int next = at + 2 * L;
    int end = lines.pixels * L;
    int second = out + lines.out;
    for (int i = 0; i < end; i += L) {
      var n0 = FloatVector.fromArray(S, x, next + i);
      var n1 = FloatVector.fromArray(S, x, next + down + i);
      var n2 = FloatVector.fromArray(S, x, next + 2 * down + i);
      var n3 = FloatVector.fromArray(S, x, next + 3 * down + i);
      var s = w2.fma(n0, w1.fma(q0, w0.fma(p0, first)));
      var t = w2.fma(n1, w1.fma(q1, w0.fma(p1, first)));
      s = w5.fma(n1, w4.fma(q1, w3.fma(p1, s)));
      t = w5.fma(n2, w4.fma(q2, w3.fma(p2, t)));
      s = w8.fma(n2, w7.fma(q2, w6.fma(p2, s)));
      t = w8.fma(n3, w7.fma(q3, w6.fma(p3, t)));
      s = s.blend(low, s.compare(VectorOperators.LE, low));
      t = t.blend(low, t.compare(VectorOperators.LE, low));
      s.blend(high, s.compare(VectorOperators.GE, high)).intoArray(y, out + i);
      t.blend(high, t.compare(VectorOperators.GE, high)).intoArray(y, second + i);
      p0 = q0;
      p1 = q1;
      p2 = q2;
      p3 = q3;
      q0 = n0;
      q1 = n1;
      q2 = n2;
      q3 = n3;
    }
    if (lines.right) {
      var zero = FloatVector.zero(S);
      var s = w2.fma(zero, w1.fma(q0, w0.fma(p0, first)));
      var t = w2.fma(zero, w1.fma(q1, w0.fma(p1, first)));
      s = w5.fma(zero, w4.fma(q1, w3.fma(p1, s)));
      t = w5.fma(zero, w4.fma(q2, w3.fma(p2, t)));
      s = w8.fma(zero, w7.fma(q2, w6.fma(p2, s)));
      t = w8.fma(zero, w7.fma(q3, w6.fma(p3, t)));
      clamp.apply(s).intoArray(y, out + end);
      clamp.apply(t).intoArray(y, second + end);
    }
  }

  /** Of stride 2, otherwise as {@link #pair}. */
  static void pairOfStride2(float[] x, int at, Lines lines, float[] w, int atW, float[] start, Clamp clamp, float[] y, int out) {
    var w0 = FloatVector.fromArray(S, w, atW);
    var w1 = FloatVector.fromArray(S, w, atW + L);
    var w2 = FloatVector.fromArray(S, w, atW + 2 * L);
    var w3 = FloatVector.fromArray(S, w, atW + 3 * L);
    var w4 = FloatVector.fromArray(S, w, atW + 4 * L);
    var w5 = FloatVector.fromArray(S, w, atW + 5 * L);
    var w6 = FloatVector.fromArray(S, w, atW + 6 * L);
    var w7 = FloatVector.fromArray(S, w, atW + 7 * L);
    var w8 = FloatVector.fromArray(S, w, atW + 8 * L);
    var first = FloatVector.fromArray(S, start, 0);
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    int down = lines.down;
    var beside = S.maskAll(lines.left);
    int column = lines.left ? at + L : at;
    var p0 = FloatVector.fromArray(S, x, column).blend(0f, beside);
    var p1 = FloatVector.fromArray(S, x, column + down).blend(0f, beside);
    var p2 = FloatVector.fromArray(S, x, column + 2 * down).blend(0f, beside);
    var p3 = FloatVector.fromArray(S, x, column + 3 * down).blend(0f, beside);
    var p4 = FloatVector.fromArray(S, x, column + 4 * down).blend(0f, beside);
    int next = at + L;
    int end = lines.pixels * L;
    int second = out + lines.out;
    for (int i = 0; i < end; i += L) {
      int tap = next + 2 * i;
      var q2 = FloatVector.fromArray(S, x, tap + 2 * down);
      var n2 = FloatVector.fromArray(S, x, tap + 2 * down + L);
      var n0 = FloatVector.fromArray(S, x, tap + L);
      var s = w2.fma(n0, w1.fma(FloatVector.fromArray(S, x, tap), w0.fma(p0, first)));
      var t = w2.fma(n2, w1.fma(q2, w0.fma(p2, first)));
      var n1 = FloatVector.fromArray(S, x, tap + down + L);
      s = w5.fma(n1, w4.fma(FloatVector.fromArray(S, x, tap + down), w3.fma(p1, s)));
      var n3 = FloatVector.fromArray(S, x, tap + 3 * down + L);
      t = w5.fma(n3, w4.fma(FloatVector.fromArray(S, x, tap + 3 * down), w3.fma(p3, t)));
      s = w8.fma(n2, w7.fma(q2, w6.fma(p2, s)));
      var n4 = FloatVector.fromArray(S, x, tap + 4 * down + L);
      t = w8.fma(n4, w7.fma(FloatVector.fromArray(S, x, tap + 4 * down), w6.fma(p4, t)));
      s = s.blend(low, s.compare(VectorOperators.LE, low));
      t = t.blend(low, t.compare(VectorOperators.LE, low));
      s.blend(high, s.compare(VectorOperators.GE, high)).intoArray(y, out + i);
      t.blend(high, t.compare(VectorOperators.GE, high)).intoArray(y, second + i);
      p0 = n0;
      p1 = n1;
      p2 = n2;
      p3 = n3;
      p4 = n4;
    }
    if (lines.right) {
      var zero = FloatVector.zero(S);
      int tap = next + 2 * end;
      var q2 = FloatVector.fromArray(S, x, tap + 2 * down);
      var s = w2.fma(zero, w1.fma(FloatVector.fromArray(S, x, tap), w0.fma(p0, first)));
      var t = w2.fma(zero, w1.fma(q2, w0.fma(p2, first)));
      s = w5.fma(zero, w4.fma(FloatVector.fromArray(S, x, tap + down), w3.fma(p1, s)));
      t = w5.fma(zero, w4.fma(FloatVector.fromArray(S, x, tap + 3 * down), w3.fma(p3, t)));
      s = w8.fma(zero, w7.fma(q2, w6.fma(p2, s)));
      t = w8.fma(zero, w7.fma(FloatVector.fromArray(S, x, tap + 4 * down), w6.fma(p4, t)));
      clamp.apply(s).intoArray(y, out + end);
      clamp.apply(t).intoArray(y, second + end);
    }
  }
}
