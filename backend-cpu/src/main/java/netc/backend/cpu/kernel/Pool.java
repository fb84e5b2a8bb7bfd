package netc.backend.cpu.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reduction of the windows of each map. A window is a span of rows by a span of columns: the rows are reduced first, a vector of columns at a time,
 * into a line; then the columns of the line. Where windows slide, the line is padded and taken apart by column modulo the stride, so that one column
 * of all windows is contiguous.
 */
public final class Pool implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final int x;
  private final int out;
  private final Finish finish;
  private final Sizes from;
  private final Sizes to;
  private final Spans rows;
  private final Spans columns;
  private final boolean mean;
  private final float[] columnCells;

  /** What does not change a result: what padding holds. */
  private final float neutral;

  /** Places in a thread's scratch: the line, its phases, the results of a row. */
  private final int phasesAt;

  private final int phase;
  private final int resultsAt;

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
  public Pool(int x, int out, Finish finish, Sizes from, Sizes to, Spans rows, Spans columns, boolean mean) {
    this.x = x;
    this.out = out;
    this.finish = finish;
    this.from = from;
    this.to = to;
    this.rows = rows;
    this.columns = columns;
    this.mean = mean;
    columnCells = new float[to.width() + Lanes.SLACK];
    Arrays.fill(columnCells, 1f);
    for (int i = 0; i < to.width(); i++) {
      columnCells[i] = columns.cells(i);
    }
    neutral = mean ? 0f : Float.NEGATIVE_INFINITY;
    int line = Math.max(columns.extent(to.width()), columns.before() + from.width());
    phasesAt = line + Lanes.SLACK;
    phase = columns.stride() == 0 ? 0 : Math.ceilDiv(line, columns.stride()) + Lanes.SLACK;
    resultsAt = phasesAt + columns.stride() * phase;
  }

  @Override
  public int scratch() {
    return resultsAt + to.width() + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(from.maps(), Math.max(1, (1 << 16) / from.map()), (begin, end, scratch) -> {
      for (int map = begin; map < end; map++) {
        for (int row = 0; row < to.height(); row++) {
          reduceRows(memory, x + map * from.map(), row, scratch);
          if (columns.stride() == 0) {
            reduceColumns(scratch);
          } else {
            reducePhases(scratch);
          }
          if (mean) {
            divide(scratch, rows.cells(row));
          }
          Lanes.copy(scratch, resultsAt, memory, out + map * to.map() + row * to.width(), to.width());
        }
        finish.apply(memory, memory, out + map * to.map(), map * to.map(), to.map());
      }
    });
  }

  private void reduceRows(float[] memory, int map, int window, float[] scratch) {
    int width = from.width();
    Arrays.fill(scratch, 0, phasesAt, neutral);
    for (int row = rows.begin(window); row < rows.end(window); row += rows.step()) {
      if (mean) {
        add(memory, map + row * width, scratch, columns.before(), width);
      } else {
        max(memory, map + row * width, scratch, columns.before(), width);
      }
    }
    Arrays.fill(scratch, columns.before() + width, phasesAt, neutral); // where whole vectors wrote too much
  }

  private static void add(float[] x, int at, float[] sums, int target, int count) {
    for (int i = 0; i < count; i += L) {
      FloatVector.fromArray(S, sums, target + i).add(FloatVector.fromArray(S, x, at + i)).intoArray(sums, target + i);
    }
  }

  private static void max(float[] x, int at, float[] largest, int target, int count) {
    for (int i = 0; i < count; i += L) {
      FloatVector.fromArray(S, largest, target + i).max(FloatVector.fromArray(S, x, at + i)).intoArray(largest, target + i);
    }
  }

  /** Windows that slide: column k of each window is contiguous in a phase of the line. */
  private void reducePhases(float[] scratch) {
    int stride = columns.stride();
    int line = 0;
    if (stride > 1) {
      line = phasesAt;
      for (int p = 0; p < Math.min(stride, columns.span()); p++) {
        Lanes.gather(scratch, p, stride, scratch, phasesAt + p * phase, Math.ceilDiv(phasesAt - Lanes.SLACK - p, stride));
      }
    }
    Arrays.fill(scratch, resultsAt, resultsAt + to.width(), neutral);
    for (int column = 0; column < columns.span(); column += columns.step()) {
      int at = line + column % stride * phase + column / stride;
      if (mean) {
        add(scratch, at, scratch, resultsAt, to.width());
      } else {
        max(scratch, at, scratch, resultsAt, to.width());
      }
    }
  }

  /** Windows of their own widths. */
  private void reduceColumns(float[] scratch) {
    for (int window = 0; window < to.width(); window++) {
      float result = neutral;
      for (int column = columns.begin(window); column < columns.end(window); column++) {
        result = mean ? result + scratch[column] : Math.max(result, scratch[column]);
      }
      scratch[resultsAt + window] = result;
    }
  }

  private void divide(float[] scratch, int rowCells) {
    for (int i = 0; i < to.width(); i += L) {
      FloatVector.fromArray(S, scratch, resultsAt + i).div(FloatVector.fromArray(S, columnCells, i).mul(rowCells)).intoArray(scratch,
          resultsAt + i);
    }
  }
}
