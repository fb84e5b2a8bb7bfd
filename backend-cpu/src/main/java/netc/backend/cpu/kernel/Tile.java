package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost product: a tile of {@value #ROWS} output channels by one or two vectors of pixels, {@code C += Aᵀ · B}, summed over {@code depth}
 * in order. {@code A} is {@code [depth][ROWS]}, {@code B} is {@code [depth][pixels]}, {@code C} is {@code [ROWS][pixels]}, all packed.
 *
 * <p>The sums are spelled out as locals, since only locals live in registers: 16 of them and 3 operands fill the FMA pipelines of a machine with 32
 * vector registers; with 16 registers 8 sums do.
 */
final class Tile {
  /** Output channels of a tile. */
  static final int ROWS = 8;

  /** Vectors of pixels of a full tile; 256-bit machines (AVX2) have 16 registers, the others 32. */
  static final int VECTORS = Lanes.bits() == 256 ? 1 : 2;

  /** Pixels of a full tile. */
  static final int PIXELS = VECTORS * Lanes.COUNT;

  /** Pixels of the tiles that {@link #multiplyOut} knows. */
  static final int FULL = 2 * Lanes.COUNT;

  /** Pixels of a tile that spares a 7×7 map, on a machine with 16 lanes, a fourth vector. */
  static final int ODD = Lanes.COUNT == 16 ? Lanes.COUNT + 1 : -1;

  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** A vector of {@value #ROWS} floats. */
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;

  private Tile() {}

  /**
   * Adds a product to the tile of {@code pixels}, which is one or two vectors, or one and a pixel, at {@code from} of {@code c}; the sums go to
   * {@code atC}. The odd pixel's sums are behind the others; from one row of {@code b} to the next there are then two vectors.
   */
  static void multiply(float[] a, int atA, float[] b, int atB, float[] c, int from, int atC, int depth, int pixels) {
    if (pixels == L) {
      multiply1(a, atA, b, atB, c, from, atC, depth);
    } else if (pixels == ODD) {
      multiplyOdd(a, atA, b, atB, c, from, atC, depth);
    } else {
      multiply2(a, atA, b, atB, c, from, atC, depth);
    }
  }

  private static void multiply1(float[] a, int atA, float[] b, int atB, float[] c, int from, int atC, int depth) {
    var c0 = FloatVector.fromArray(S, c, from);
    var c1 = FloatVector.fromArray(S, c, from + L);
    var c2 = FloatVector.fromArray(S, c, from + 2 * L);
    var c3 = FloatVector.fromArray(S, c, from + 3 * L);
    var c4 = FloatVector.fromArray(S, c, from + 4 * L);
    var c5 = FloatVector.fromArray(S, c, from + 5 * L);
    var c6 = FloatVector.fromArray(S, c, from + 6 * L);
    var c7 = FloatVector.fromArray(S, c, from + 7 * L);
    for (int k = 0; k < depth; k++) {
      var x = FloatVector.fromArray(S, b, atB + k * L);
      c0 = FloatVector.broadcast(S, a[atA + k * ROWS]).fma(x, c0);
      c1 = FloatVector.broadcast(S, a[atA + k * ROWS + 1]).fma(x, c1);
      c2 = FloatVector.broadcast(S, a[atA + k * ROWS + 2]).fma(x, c2);
      c3 = FloatVector.broadcast(S, a[atA + k * ROWS + 3]).fma(x, c3);
      c4 = FloatVector.broadcast(S, a[atA + k * ROWS + 4]).fma(x, c4);
      c5 = FloatVector.broadcast(S, a[atA + k * ROWS + 5]).fma(x, c5);
      c6 = FloatVector.broadcast(S, a[atA + k * ROWS + 6]).fma(x, c6);
      c7 = FloatVector.broadcast(S, a[atA + k * ROWS + 7]).fma(x, c7);
    }
    c0.intoArray(c, atC);
    c1.intoArray(c, atC + L);
    c2.intoArray(c, atC + 2 * L);
    c3.intoArray(c, atC + 3 * L);
    c4.intoArray(c, atC + 4 * L);
    c5.intoArray(c, atC + 5 * L);
    c6.intoArray(c, atC + 6 * L);
    c7.intoArray(c, atC + 7 * L);
  }

  /** One vector of pixels and one pixel more: of that, a row of {@code a} is multiplied as a vector of its own. */
  private static void multiplyOdd(float[] a, int atA, float[] b, int atB, float[] c, int from, int atC, int depth) {
    var c0 = FloatVector.fromArray(S, c, from);
    var c1 = FloatVector.fromArray(S, c, from + L);
    var c2 = FloatVector.fromArray(S, c, from + 2 * L);
    var c3 = FloatVector.fromArray(S, c, from + 3 * L);
    var c4 = FloatVector.fromArray(S, c, from + 4 * L);
    var c5 = FloatVector.fromArray(S, c, from + 5 * L);
    var c6 = FloatVector.fromArray(S, c, from + 6 * L);
    var c7 = FloatVector.fromArray(S, c, from + 7 * L);
    var odd = FloatVector.fromArray(HALF, c, from + ROWS * L);
    for (int k = 0; k < depth; k++) {
      var x = FloatVector.fromArray(S, b, atB + k * (2 * L));
      c0 = FloatVector.broadcast(S, a[atA + k * ROWS]).fma(x, c0);
      c1 = FloatVector.broadcast(S, a[atA + k * ROWS + 1]).fma(x, c1);
      c2 = FloatVector.broadcast(S, a[atA + k * ROWS + 2]).fma(x, c2);
      c3 = FloatVector.broadcast(S, a[atA + k * ROWS + 3]).fma(x, c3);
      c4 = FloatVector.broadcast(S, a[atA + k * ROWS + 4]).fma(x, c4);
      c5 = FloatVector.broadcast(S, a[atA + k * ROWS + 5]).fma(x, c5);
      c6 = FloatVector.broadcast(S, a[atA + k * ROWS + 6]).fma(x, c6);
      c7 = FloatVector.broadcast(S, a[atA + k * ROWS + 7]).fma(x, c7);
      odd = FloatVector.broadcast(HALF, b[atB + k * (2 * L) + L]).fma(FloatVector.fromArray(HALF, a, atA + k * ROWS), odd);
    }
    odd.intoArray(c, atC + ROWS * L);
    c0.intoArray(c, atC);
    c1.intoArray(c, atC + L);
    c2.intoArray(c, atC + 2 * L);
    c3.intoArray(c, atC + 3 * L);
    c4.intoArray(c, atC + 4 * L);
    c5.intoArray(c, atC + 5 * L);
    c6.intoArray(c, atC + 6 * L);
    c7.intoArray(c, atC + 7 * L);
  }

  /** Longer than a method should be: 16 locals, each loaded, summed and stored. */
  private static void multiply2(float[] a, int atA, float[] b, int atB, float[] c, int from, int atC, int depth) {
    var c00 = FloatVector.fromArray(S, c, from);
    var c01 = FloatVector.fromArray(S, c, from + L);
    var c10 = FloatVector.fromArray(S, c, from + 2 * L);
    var c11 = FloatVector.fromArray(S, c, from + 3 * L);
    var c20 = FloatVector.fromArray(S, c, from + 4 * L);
    var c21 = FloatVector.fromArray(S, c, from + 5 * L);
    var c30 = FloatVector.fromArray(S, c, from + 6 * L);
    var c31 = FloatVector.fromArray(S, c, from + 7 * L);
    var c40 = FloatVector.fromArray(S, c, from + 8 * L);
    var c41 = FloatVector.fromArray(S, c, from + 9 * L);
    var c50 = FloatVector.fromArray(S, c, from + 10 * L);
    var c51 = FloatVector.fromArray(S, c, from + 11 * L);
    var c60 = FloatVector.fromArray(S, c, from + 12 * L);
    var c61 = FloatVector.fromArray(S, c, from + 13 * L);
    var c70 = FloatVector.fromArray(S, c, from + 14 * L);
    var c71 = FloatVector.fromArray(S, c, from + 15 * L);
    for (int k = 0; k < depth; k++) {
      var x0 = FloatVector.fromArray(S, b, atB + k * (2 * L));
      var x1 = FloatVector.fromArray(S, b, atB + k * (2 * L) + L);
      var w0 = FloatVector.broadcast(S, a[atA + k * ROWS]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      var w1 = FloatVector.broadcast(S, a[atA + k * ROWS + 1]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      var w2 = FloatVector.broadcast(S, a[atA + k * ROWS + 2]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      var w3 = FloatVector.broadcast(S, a[atA + k * ROWS + 3]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      var w4 = FloatVector.broadcast(S, a[atA + k * ROWS + 4]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      var w5 = FloatVector.broadcast(S, a[atA + k * ROWS + 5]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      var w6 = FloatVector.broadcast(S, a[atA + k * ROWS + 6]);
      c60 = w6.fma(x0, c60);
      c61 = w6.fma(x1, c61);
      var w7 = FloatVector.broadcast(S, a[atA + k * ROWS + 7]);
      c70 = w7.fma(x0, c70);
      c71 = w7.fma(x1, c71);
    }
    c00.intoArray(c, atC);
    c01.intoArray(c, atC + L);
    c10.intoArray(c, atC + 2 * L);
    c11.intoArray(c, atC + 3 * L);
    c20.intoArray(c, atC + 4 * L);
    c21.intoArray(c, atC + 5 * L);
    c30.intoArray(c, atC + 6 * L);
    c31.intoArray(c, atC + 7 * L);
    c40.intoArray(c, atC + 8 * L);
    c41.intoArray(c, atC + 9 * L);
    c50.intoArray(c, atC + 10 * L);
    c51.intoArray(c, atC + 11 * L);
    c60.intoArray(c, atC + 12 * L);
    c61.intoArray(c, atC + 13 * L);
    c70.intoArray(c, atC + 14 * L);
    c71.intoArray(c, atC + 15 * L);
  }

  /**
   * A whole product of a full tile, on its way out: from the biases on, clamped and stored with {@code step} between rows. As long as the other, for
   * the same reason.
   */
  static void multiplyOut(float[] a, int atA, float[] b, int atB, int depth, float[] bias, int atBias, Clamp clamp, float[] out, int at,
      int step) {
    var low = FloatVector.broadcast(S, clamp.low());
    var high = FloatVector.broadcast(S, clamp.high());
    var c00 = FloatVector.broadcast(S, bias[atBias]);
    var c01 = c00;
    var c10 = FloatVector.broadcast(S, bias[atBias + 1]);
    var c11 = c10;
    var c20 = FloatVector.broadcast(S, bias[atBias + 2]);
    var c21 = c20;
    var c30 = FloatVector.broadcast(S, bias[atBias + 3]);
    var c31 = c30;
    var c40 = FloatVector.broadcast(S, bias[atBias + 4]);
    var c41 = c40;
    var c50 = FloatVector.broadcast(S, bias[atBias + 5]);
    var c51 = c50;
    var c60 = FloatVector.broadcast(S, bias[atBias + 6]);
    var c61 = c60;
    var c70 = FloatVector.broadcast(S, bias[atBias + 7]);
    var c71 = c70;
    for (int k = 0; k < depth; k++) {
      var x0 = FloatVector.fromArray(S, b, atB + k * (2 * L));
      var x1 = FloatVector.fromArray(S, b, atB + k * (2 * L) + L);
      var w0 = FloatVector.broadcast(S, a[atA + k * ROWS]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      var w1 = FloatVector.broadcast(S, a[atA + k * ROWS + 1]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      var w2 = FloatVector.broadcast(S, a[atA + k * ROWS + 2]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      var w3 = FloatVector.broadcast(S, a[atA + k * ROWS + 3]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      var w4 = FloatVector.broadcast(S, a[atA + k * ROWS + 4]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      var w5 = FloatVector.broadcast(S, a[atA + k * ROWS + 5]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      var w6 = FloatVector.broadcast(S, a[atA + k * ROWS + 6]);
      c60 = w6.fma(x0, c60);
      c61 = w6.fma(x1, c61);
      var w7 = FloatVector.broadcast(S, a[atA + k * ROWS + 7]);
      c70 = w7.fma(x0, c70);
      c71 = w7.fma(x1, c71);
    }
    c00.max(low).min(high).intoArray(out, at);
    c01.max(low).min(high).intoArray(out, at + L);
    c10.max(low).min(high).intoArray(out, at + step);
    c11.max(low).min(high).intoArray(out, at + step + L);
    c20.max(low).min(high).intoArray(out, at + 2 * step);
    c21.max(low).min(high).intoArray(out, at + 2 * step + L);
    c30.max(low).min(high).intoArray(out, at + 3 * step);
    c31.max(low).min(high).intoArray(out, at + 3 * step + L);
    c40.max(low).min(high).intoArray(out, at + 4 * step);
    c41.max(low).min(high).intoArray(out, at + 4 * step + L);
    c50.max(low).min(high).intoArray(out, at + 5 * step);
    c51.max(low).min(high).intoArray(out, at + 5 * step + L);
    c60.max(low).min(high).intoArray(out, at + 6 * step);
    c61.max(low).min(high).intoArray(out, at + 6 * step + L);
    c70.max(low).min(high).intoArray(out, at + 7 * step);
    c71.max(low).min(high).intoArray(out, at + 7 * step + L);
  }
}
