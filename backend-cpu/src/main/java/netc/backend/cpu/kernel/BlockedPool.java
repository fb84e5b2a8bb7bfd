package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Reduction of the windows of each map in the blocked layout; a task is some rows of blocks. */
public final class BlockedPool implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Vectors that are worth handing to another thread. */
  private static final int GRAIN = 1 << 12;

  private final int x;
  private final int out;
  private final Finish finish;
  private final Sizes from;
  private final Sizes to;
  private final Spans rows;
  private final Spans columns;
  private final boolean mean;

  /**
   * A pooling.
   *
   * @param x the input's place in memory
   * @param out the result's place in memory
   * @param finish what is done to the result
   * @param from the input's sizes
   * @param to the result's sizes
   * @param rows the windows' rows
   * @param columns the windows' columns
   * @param mean whether the mean is wanted, not the largest
   */
  public BlockedPool(int x, int out, Finish finish, Sizes from, Sizes to, Spans rows, Spans columns, boolean mean) {
    this.x = x;
    this.out = out;
    this.finish = finish;
    this.from = from;
    this.to = to;
    this.rows = rows;
    this.columns = columns;
    this.mean = mean;
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    int blocks = from.batch() * Channels.blocks(from.channels());
    int work = Math.ceilDiv(Math.max(from.map(), to.map()), to.height());
    frame.forRanges(blocks * to.height(), Math.max(1, GRAIN / work), (begin, end, _) -> {
      for (int line = begin; line < end; line++) {
        int source = x + line / to.height() * from.map() * L;
        int target = out + line * to.width() * L;
        if (mean && isGlobal()) {
          mean(memory, source, target);
        } else if (mean) {
          means(memory, source, line % to.height(), target);
        } else {
          largest(memory, source, line % to.height(), target);
        }
      }
      int first = begin * to.width() * L;
      finish.apply(memory, memory, out + first, first, (end - begin) * to.width() * L);
    });
  }

  private boolean isGlobal() {
    return to.map() == 1 && rows.step() == 1 && columns.step() == 1 && rows.end(0) - rows.begin(0) == from.height()
        && columns.end(0) - columns.begin(0) == from.width();
  }

  /** The mean of a whole map, by four sums at a time, as additions take longer than reading. */
  private void mean(float[] memory, int source, int target) {
    int count = from.map();
    var s0 = FloatVector.zero(S);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    int i = 0;
    for (; i <= count - 4; i += 4) {
      int at = source + i * L;
      s0 = s0.add(FloatVector.fromArray(S, memory, at));
      s1 = s1.add(FloatVector.fromArray(S, memory, at + L));
      s2 = s2.add(FloatVector.fromArray(S, memory, at + 2 * L));
      s3 = s3.add(FloatVector.fromArray(S, memory, at + 3 * L));
    }
    for (; i < count; i++) {
      s0 = s0.add(FloatVector.fromArray(S, memory, source + i * L));
    }
    s0.add(s1).add(s2.add(s3)).div((float) rows.cells(0) * columns.cells(0)).intoArray(memory, target);
  }

  private boolean isTriple(int columnsOfWindow) {
    return columnsOfWindow == 3 && columns.step() == 1;
  }

  private void largest(float[] memory, int source, int row, int target) {
    int begin = rows.begin(row);
    int end = rows.end(row);
    for (int column = 0; column < to.width(); column++) {
      var largest = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      int last = columns.end(column);
      for (int y = begin; y < end; y += rows.step()) {
        int line = source + y * from.width() * L;
        int i = columns.begin(column);
        if (isTriple(last - i)) { // a loop of three is no loop for the JVM's compiler
          largest = largest.max(FloatVector.fromArray(S, memory, line + i * L)).max(FloatVector.fromArray(S, memory, line + i * L + L))
              .max(FloatVector.fromArray(S, memory, line + i * L + 2 * L));
          continue;
        }
        for (; i < last; i += columns.step()) {
          largest = largest.max(FloatVector.fromArray(S, memory, line + i * L));
        }
      }
      largest.intoArray(memory, target + column * L);
    }
  }

  private void means(float[] memory, int source, int row, int target) {
    int begin = rows.begin(row);
    int end = rows.end(row);
    for (int column = 0; column < to.width(); column++) {
      var sum = FloatVector.zero(S);
      int last = columns.end(column);
      for (int y = begin; y < end; y += rows.step()) {
        int line = source + y * from.width() * L;
        int i = columns.begin(column);
        if (isTriple(last - i)) {
          sum = sum.add(FloatVector.fromArray(S, memory, line + i * L)).add(FloatVector.fromArray(S, memory, line + i * L + L))
              .add(FloatVector.fromArray(S, memory, line + i * L + 2 * L));
          continue;
        }
        for (; i < last; i += columns.step()) {
          sum = sum.add(FloatVector.fromArray(S, memory, line + i * L));
        }
      }
      sum.div((float) rows.cells(row) * columns.cells(column)).intoArray(memory, target + column * L);
    }
  }
}
