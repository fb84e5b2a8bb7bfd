package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A contraction at one place: {@code out = weight · x + bias} with {@code weight [filters][depth]} as it is. Limited by how fast the weights can be
 * read; so eight rows are read at once.
 */
public final class MatrixVector implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int ROWS = 8;

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
        multiply8(memory, contract.x(), weights, row * depth, depth, scratch);
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

  private static void multiply8(float[] x, int atX, float[] w, int atW, int depth, float[] lanes) {
    var s0 = FloatVector.zero(S);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    var s7 = s0;
    for (int k = 0; k <= depth - L; k += L) {
      var v = FloatVector.fromArray(S, x, atX + k);
      s0 = FloatVector.fromArray(S, w, atW + k).fma(v, s0);
      s1 = FloatVector.fromArray(S, w, atW + depth + k).fma(v, s1);
      s2 = FloatVector.fromArray(S, w, atW + 2 * depth + k).fma(v, s2);
      s3 = FloatVector.fromArray(S, w, atW + 3 * depth + k).fma(v, s3);
      s4 = FloatVector.fromArray(S, w, atW + 4 * depth + k).fma(v, s4);
      s5 = FloatVector.fromArray(S, w, atW + 5 * depth + k).fma(v, s5);
      s6 = FloatVector.fromArray(S, w, atW + 6 * depth + k).fma(v, s6);
      s7 = FloatVector.fromArray(S, w, atW + 7 * depth + k).fma(v, s7);
    }
    s0.intoArray(lanes, 0);
    s1.intoArray(lanes, L);
    s2.intoArray(lanes, 2 * L);
    s3.intoArray(lanes, 3 * L);
    s4.intoArray(lanes, 4 * L);
    s5.intoArray(lanes, 5 * L);
    s6.intoArray(lanes, 6 * L);
    s7.intoArray(lanes, 7 * L);
  }
}
