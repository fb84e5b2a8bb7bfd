package netc.backend.cpu.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Reduction of the windows of each map. A window is a span of rows by a span of columns: the rows are reduced first, a vector of columns at a time,
 * then the columns of what that leaves.
 */
public final class Pool implements Kernel {
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
  public Pool(int x, int out, Finish finish, Sizes from, Sizes to, Spans rows, Spans columns, boolean mean) {
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
  public int scratch() {
    return from.width() + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(from.maps(), Math.max(1, (1 << 16) / from.map()), (begin, end, scratch) -> {
      for (int map = begin; map < end; map++) {
        for (int row = 0; row < to.height(); row++) {
          int target = out + map * to.map() + row * to.width();
          if (mean) {
            addRows(memory, x + map * from.map(), row, scratch);
            addColumns(scratch, rows.cells(row), memory, target);
          } else {
            maxRows(memory, x + map * from.map(), row, scratch);
            maxColumns(scratch, memory, target);
          }
        }
        finish.apply(memory, memory, out + map * to.map(), map * to.map(), to.map());
      }
    });
  }

  private void maxRows(float[] memory, int map, int window, float[] line) {
    Arrays.fill(line, 0, from.width(), Float.NEGATIVE_INFINITY);
    for (int row = rows.begin(window); row < rows.end(window); row += rows.step()) {
      int at = map + row * from.width();
      for (int i = 0; i < from.width(); i += Lanes.COUNT) {
        FloatVector.fromArray(Lanes.SPECIES, line, i).max(FloatVector.fromArray(Lanes.SPECIES, memory, at + i)).intoArray(line, i);
      }
    }
  }

  private void addRows(float[] memory, int map, int window, float[] line) {
    Arrays.fill(line, 0, from.width(), 0f);
    for (int row = rows.begin(window); row < rows.end(window); row++) {
      int at = map + row * from.width();
      for (int i = 0; i < from.width(); i += Lanes.COUNT) {
        FloatVector.fromArray(Lanes.SPECIES, line, i).add(FloatVector.fromArray(Lanes.SPECIES, memory, at + i)).intoArray(line, i);
      }
    }
  }

  private void maxColumns(float[] line, float[] memory, int target) {
    for (int window = 0; window < to.width(); window++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int column = columns.begin(window); column < columns.end(window); column += columns.step()) {
        max = Math.max(max, line[column]);
      }
      memory[target + window] = max;
    }
  }

  private void addColumns(float[] line, int rowCells, float[] memory, int target) {
    for (int window = 0; window < to.width(); window++) {
      float sum = 0;
      for (int column = columns.begin(window); column < columns.end(window); column++) {
        sum += line[column];
      }
      memory[target + window] = (float) (sum / ((double) rowCells * columns.cells(window)));
    }
  }
}
