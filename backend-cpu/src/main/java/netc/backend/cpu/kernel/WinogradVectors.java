package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The linear transforms of Winograd's minimal filtering, {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A} (for networks by Lavin and Gray, CVPR 2016), one
 * dimension at a time: F(4, 3) with the points 0, ±1, ±2 and ∞, and F(2, 3) with 0, ±1 and ∞. A lane has a channel of its own.
 */
final class WinogradVectors {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private WinogradVectors() {}

  /**
   * {@code Bᵀ} times {@code count} columns of {@code out + 2} vectors.
   *
   * @param near from an element of a column to the next one
   * @param next from a column to the next one
   * @param step from an element of a result to the next one
   * @param nextResult from a result to the next one
   */
  static void input(int out, float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    if (out == 4) {
      input4(x, at, near, next, y, to, step, nextResult, count);
    } else {
      input2(x, at, near, next, y, to, step, nextResult, count);
    }
  }

  private static void input4(float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    var four = FloatVector.broadcast(S, 4f);
    var two = FloatVector.broadcast(S, 2f);
    var five = FloatVector.broadcast(S, -5f);
    for (int i = 0; i < count; i++) {
      int from = at + i * next;
      int target = to + i * nextResult;
      var d0 = FloatVector.fromArray(S, x, from);
      var d1 = FloatVector.fromArray(S, x, from + near);
      var d2 = FloatVector.fromArray(S, x, from + 2 * near);
      var d3 = FloatVector.fromArray(S, x, from + 3 * near);
      var d4 = FloatVector.fromArray(S, x, from + 4 * near);
      var d5 = FloatVector.fromArray(S, x, from + 5 * near);
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

  private static void input2(float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    for (int i = 0; i < count; i++) {
      int from = at + i * next;
      int target = to + i * nextResult;
      var d0 = FloatVector.fromArray(S, x, from);
      var d1 = FloatVector.fromArray(S, x, from + near);
      var d2 = FloatVector.fromArray(S, x, from + 2 * near);
      var d3 = FloatVector.fromArray(S, x, from + 3 * near);
      d0.sub(d2).intoArray(y, target);
      d1.add(d2).intoArray(y, target + step);
      d2.sub(d1).intoArray(y, target + 2 * step);
      d1.sub(d3).intoArray(y, target + 3 * step);
    }
  }

  /** {@code Aᵀ} times {@code count} columns of {@code out + 2} vectors, as {@link #input}. */
  static void output(int out, float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    if (out == 4) {
      output4(x, at, near, next, y, to, step, nextResult, count);
    } else {
      output2(x, at, near, next, y, to, step, nextResult, count);
    }
  }

  private static void output4(float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    var two = FloatVector.broadcast(S, 2f);
    var four = FloatVector.broadcast(S, 4f);
    var eight = FloatVector.broadcast(S, 8f);
    for (int i = 0; i < count; i++) {
      int from = at + i * next;
      int target = to + i * nextResult;
      var m1 = FloatVector.fromArray(S, x, from + near);
      var m2 = FloatVector.fromArray(S, x, from + 2 * near);
      var m3 = FloatVector.fromArray(S, x, from + 3 * near);
      var m4 = FloatVector.fromArray(S, x, from + 4 * near);
      var a = m1.add(m2);
      var b = m1.sub(m2);
      var c = m3.add(m4);
      var d = m3.sub(m4);
      FloatVector.fromArray(S, x, from).add(a).add(c).intoArray(y, target);
      d.fma(two, b).intoArray(y, target + step);
      c.fma(four, a).intoArray(y, target + 2 * step);
      d.fma(eight, b).add(FloatVector.fromArray(S, x, from + 5 * near)).intoArray(y, target + 3 * step);
    }
  }

  private static void output2(float[] x, int at, int near, int next, float[] y, int to, int step, int nextResult, int count) {
    for (int i = 0; i < count; i++) {
      int from = at + i * next;
      int target = to + i * nextResult;
      var m1 = FloatVector.fromArray(S, x, from + near);
      var m2 = FloatVector.fromArray(S, x, from + 2 * near);
      FloatVector.fromArray(S, x, from).add(m1).add(m2).intoArray(y, target);
      m1.sub(m2).sub(FloatVector.fromArray(S, x, from + 3 * near)).intoArray(y, target + step);
    }
  }

  /** Stores {@code count} neighbouring results: with the bias, {@code bias} elements on, and a residual at the same distance from the result's place. */
  static void store(float[] x, int at, float[] bias, int atBias, float[] memory, int out, int residual, int count, Clamp clamp) {
    var start = FloatVector.fromArray(S, bias, atBias);
    if (residual == Finish.NO_RESIDUAL) {
      for (int i = 0; i < count; i++) {
        clamp.apply(FloatVector.fromArray(S, x, at + i * L).add(start)).intoArray(memory, out + i * L);
      }
    } else {
      for (int i = 0; i < count; i++) {
        var sum = FloatVector.fromArray(S, x, at + i * L).add(start).add(FloatVector.fromArray(S, memory, residual + i * L));
        clamp.apply(sum).intoArray(memory, out + i * L);
      }
    }
  }
}
