package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code out = x · y} for matrices {@code x [rows][depth]} and {@code y [depth][columns]}, as many as the result has. A task is a few rows of one by a
 * panel of columns.
 */
public final class MatrixProduct implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Columns in a panel: two vectors. */
  private static final int WIDTH = 2 * L;

  /** Rows of a task, which read its panel while it is in the cache. */
  private static final int ROWS = 64;

  private final Contract contract;
  private final int[] left;
  private final int[] right;
  private final int rows;
  private final int depth;
  private final int columns;

  /**
   * Products.
   *
   * @param contract where everything is; y is the filters, in {@link #panels}
   * @param left for each matrix of the result the number of that of x
   * @param right and of that of y
   * @param rows rows of x and of the result
   * @param depth columns of x, rows of y
   * @param columns columns of y and of the result
   */
  public MatrixProduct(Contract contract, int[] left, int[] right, int rows, int depth, int columns) {
    this.contract = contract;
    this.left = left;
    this.right = right;
    this.rows = rows;
    this.depth = depth;
    this.columns = columns;
  }

  /** Matrices {@code [depth][columns]} as {@code [⌈columns / WIDTH⌉][depth][WIDTH]}, with zeros in the place of missing columns. */
  public static Filters.Form panels(int matrices, int depth, int columns) {
    int panels = Math.ceilDiv(columns, WIDTH);
    int rows = Math.multiplyExact(matrices, depth);
    int size = Math.multiplyExact(Math.multiplyExact(panels, WIDTH), rows);
    return weights -> {
      float[] packed = new float[size];
      float[] row = new float[panels * WIDTH];
      for (int k = 0; k < rows; k++) {
        weights.read((long) k * columns, row, 0, columns);
        for (int panel = 0; panel < panels; panel++) {
          System.arraycopy(row, panel * WIDTH, packed, ((k / depth * panels + panel) * depth + k % depth) * WIDTH, WIDTH);
        }
      }
      return packed;
    };
  }

  @Override
  public int scratch() {
    return 4 * WIDTH;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    float[] memory = frame.memory();
    int panels = Math.ceilDiv(columns, WIDTH);
    int blocks = Math.ceilDiv(rows, ROWS);
    frame.forEach(left.length * blocks * panels, (task, scratch) -> {
      int panel = task % panels;
      int matrix = task / panels / blocks;
      int first = task / panels % blocks * ROWS;
      int end = Math.min(rows, first + ROWS);
      int x = contract.x() + left[matrix] * rows * depth;
      int y = (right[matrix] * panels + panel) * depth * WIDTH;
      int row = first;
      for (; row <= end - 4; row += 4) {
        multiply4(memory, x + row * depth, weights, y, depth, scratch);
        store(memory, matrix * rows + row, 4, panel, scratch);
      }
      for (; row < end; row++) {
        multiply1(memory, x + row * depth, weights, y, depth, scratch);
        store(memory, matrix * rows + row, 1, panel, scratch);
      }
    });
  }

  private void store(float[] memory, int row, int count, int panel, float[] sums) {
    int width = Math.min(WIDTH, columns - panel * WIDTH);
    for (int i = 0; i < count; i++) {
      int place = (row + i) * columns + panel * WIDTH;
      Lanes.copy(sums, i * WIDTH, memory, contract.out() + place, width);
      contract.finish().apply(memory, memory, contract.out() + place, place, width);
    }
  }

  private static void multiply1(float[] x, int at, float[] w, int panel, int depth, float[] sums) {
    var a = FloatVector.zero(S);
    var b = a;
    for (int k = 0; k < depth; k++) {
      var element = FloatVector.broadcast(S, x[at + k]);
      a = FloatVector.fromArray(S, w, panel + k * WIDTH).fma(element, a);
      b = FloatVector.fromArray(S, w, panel + k * WIDTH + L).fma(element, b);
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, L);
  }

  private static void multiply4(float[] x, int at, float[] w, int panel, int depth, float[] sums) {
    var a0 = FloatVector.zero(S);
    var a1 = a0;
    var a2 = a0;
    var a3 = a0;
    var b0 = a0;
    var b1 = a0;
    var b2 = a0;
    var b3 = a0;
    for (int k = 0; k < depth; k++) {
      var a = FloatVector.fromArray(S, w, panel + k * WIDTH);
      var b = FloatVector.fromArray(S, w, panel + k * WIDTH + L);
      var x0 = FloatVector.broadcast(S, x[at + k]);
      a0 = a.fma(x0, a0);
      b0 = b.fma(x0, b0);
      var x1 = FloatVector.broadcast(S, x[at + depth + k]);
      a1 = a.fma(x1, a1);
      b1 = b.fma(x1, b1);
      var x2 = FloatVector.broadcast(S, x[at + 2 * depth + k]);
      a2 = a.fma(x2, a2);
      b2 = b.fma(x2, b2);
      var x3 = FloatVector.broadcast(S, x[at + 3 * depth + k]);
      a3 = a.fma(x3, a3);
      b3 = b.fma(x3, b3);
    }
    a0.intoArray(sums, 0);
    b0.intoArray(sums, L);
    a1.intoArray(sums, WIDTH);
    b1.intoArray(sums, WIDTH + L);
    a2.intoArray(sums, 2 * WIDTH);
    b2.intoArray(sums, 2 * WIDTH + L);
    a3.intoArray(sums, 3 * WIDTH);
    b3.intoArray(sums, 3 * WIDTH + L);
  }
}
