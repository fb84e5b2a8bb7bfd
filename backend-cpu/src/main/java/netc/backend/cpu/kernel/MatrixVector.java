package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A contraction at one place: {@code out = weight · x + bias} with {@code weight [filters][depth]} as it is. Limited by how fast the weights can be
 * read: four rows at once, two vectors of each, are read faster than more rows or fewer.
 */
public final class MatrixVector implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int ROWS = 4;

  private final Contract contract;
  private final int filters;
  private final int depth;

  /**
   * A product.
   *
   * @param contract where everything is; the filters are {@link Filters#plain}
   * @param filters rows of the weight
   * @param depth columns of the weight
   */
  public MatrixVector(Contract contract, int filters, int depth) {
    this.contract = contract;
    this.filters = filters;
    this.depth = depth;
  }

  @Override
  public int scratch() {
    return ROWS * L;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    float[] memory = frame.memory();
    int grain = Math.ceilDiv(Math.max(ROWS, (1 << 17) / depth), ROWS) * ROWS;
    frame.forRanges(filters, grain, (begin, end, scratch) -> {
      int row = begin;
      for (; row <= end - ROWS; row += ROWS) {
        multiply4(memory, contract.x(), weights, row * depth, depth, scratch);
        for (int i = 0; i < ROWS; i++) {
          finish(memory, weights, row + i, scratch, i * L);
        }
      }
      for (; row < end; row++) {
        multiply1(memory, contract.x(), weights, row * depth, depth, scratch);
        finish(memory, weights, row, scratch, 0);
      }
      contract.finish().apply(memory, memory, contract.out() + begin, begin, end - begin);
    });
  }

  /** Adds up a row's lanes in order and what is left of it. */
  private void finish(float[] memory, float[] weights, int row, float[] lanes, int at) {
    float sum = contract.bias(memory, row);
    for (int i = 0; i < L; i++) {
      sum += lanes[at + i];
    }
    for (int k = depth - depth % L; k < depth; k++) {
      sum = Math.fma(weights[row * depth + k], memory[contract.x() + k], sum);
    }
    memory[contract.out() + row] = sum;
  }

  private static void multiply1(float[] x, int atX, float[] w, int atW, int depth, float[] lanes) {
    var sum = FloatVector.zero(S);
    for (int k = 0; k <= depth - L; k += L) {
      sum = FloatVector.fromArray(S, w, atW + k).fma(FloatVector.fromArray(S, x, atX + k), sum);
    }
    sum.intoArray(lanes, 0);
  }

  private static void multiply4(float[] x, int atX, float[] w, int atW, int depth, float[] lanes) {
    var s0 = FloatVector.zero(S);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var t0 = s0;
    var t1 = s0;
    var t2 = s0;
    var t3 = s0;
    int k = 0;
    for (; k <= depth - 2 * L; k += 2 * L) {
      var u = FloatVector.fromArray(S, x, atX + k);
      var v = FloatVector.fromArray(S, x, atX + k + L);
      s0 = FloatVector.fromArray(S, w, atW + k).fma(u, s0);
      t0 = FloatVector.fromArray(S, w, atW + k + L).fma(v, t0);
      s1 = FloatVector.fromArray(S, w, atW + depth + k).fma(u, s1);
      t1 = FloatVector.fromArray(S, w, atW + depth + k + L).fma(v, t1);
      s2 = FloatVector.fromArray(S, w, atW + 2 * depth + k).fma(u, s2);
      t2 = FloatVector.fromArray(S, w, atW + 2 * depth + k + L).fma(v, t2);
      s3 = FloatVector.fromArray(S, w, atW + 3 * depth + k).fma(u, s3);
      t3 = FloatVector.fromArray(S, w, atW + 3 * depth + k + L).fma(v, t3);
    }
    if (k <= depth - L) {
      var u = FloatVector.fromArray(S, x, atX + k);
      s0 = FloatVector.fromArray(S, w, atW + k).fma(u, s0);
      s1 = FloatVector.fromArray(S, w, atW + depth + k).fma(u, s1);
      s2 = FloatVector.fromArray(S, w, atW + 2 * depth + k).fma(u, s2);
      s3 = FloatVector.fromArray(S, w, atW + 3 * depth + k).fma(u, s3);
    }
    t0.add(s0).intoArray(lanes, 0);
    t1.add(s1).intoArray(lanes, L);
    t2.add(s2).intoArray(lanes, 2 * L);
    t3.add(s3).intoArray(lanes, 3 * L);
  }
}
