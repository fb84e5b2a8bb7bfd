package netc.backend.cpu.kernel;

import java.util.stream.IntStream;
import netc.ir.op.Resize;

/** Maps of another size. A task is a few maps. */
public final class Resampling implements Kernel {
  /** For each cell of the result along an axis, the two neighbours in the input that it lies between, and the second's share. */
  private static final class Mix {
    private final int[] low;
    private final int[] high;
    private final float[] share;

    Mix(Resize op, int size, int result) {
      low = new int[result];
      high = new int[result];
      share = new float[result];
      for (int i = 0; i < result; i++) {
        double place = op.coordinates().source(i, size, result);
        double inside = switch (op.mode()) {
          case NEAREST -> op.rounding().cell(place, size);
          case LINEAR -> Math.clamp(place, 0.0, size - 1.0);
        };
        low[i] = (int) inside;
        high[i] = Math.min(low[i] + 1, size - 1);
        share[i] = (float) (inside - low[i]);
      }
    }

    boolean isExact() {
      return IntStream.range(0, share.length).allMatch(i -> share[i] == 0);
    }
  }

  private final int x;
  private final int out;
  private final Sizes from;
  private final Sizes to;
  private final Mix rows;
  private final Mix columns;
  private final boolean nearest;
  private final Finish finish;

  /**
   * A change of size.
   *
   * @param op the op
   * @param x the input's place in memory
   * @param from its sizes
   * @param out the result's place in memory
   * @param to its sizes
   * @param finish what is done to it
   */
  public Resampling(Resize op, int x, Sizes from, int out, Sizes to, Finish finish) {
    this.x = x;
    this.out = out;
    this.from = from;
    this.to = to;
    this.finish = finish;
    rows = new Mix(op, from.height(), to.height());
    columns = new Mix(op, from.width(), to.width());
    nearest = rows.isExact() && columns.isExact();
  }

  @Override
  public int scratch() {
    return from.width();
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(to.maps(), (1 << 14) / to.map(), (begin, end, scratch) -> {
      for (int map = begin; map < end; map++) {
        for (int row = 0; row < to.height(); row++) {
          row(memory, x + map * from.map(), out + map * to.map() + row * to.width(), row, scratch);
        }
      }
      finish.apply(memory, memory, out + begin * to.map(), begin * to.map(), (end - begin) * to.map());
    });
  }

  private void row(float[] memory, int map, int target, int row, float[] mixed) {
    int above = map + rows.low[row] * from.width();
    if (!nearest) {
      mixRows(memory, above, map + rows.high[row] * from.width(), rows.share[row], mixed);
      mixColumns(mixed, memory, target);
    } else if (row > 0 && rows.low[row] == rows.low[row - 1]) {
      System.arraycopy(memory, target - to.width(), memory, target, to.width());
    } else {
      for (int i = 0; i < to.width(); i++) {
        memory[target + i] = memory[above + columns.low[i]];
      }
    }
  }

  private void mixRows(float[] memory, int above, int below, float share, float[] mixed) {
    if (share == 0) { // 0 times infinity is not 0
      System.arraycopy(memory, above, mixed, 0, from.width());
      return;
    }
    for (int i = 0; i < from.width(); i++) {
      mixed[i] = memory[above + i] + share * (memory[below + i] - memory[above + i]);
    }
  }

  private void mixColumns(float[] mixed, float[] memory, int target) {
    for (int i = 0; i < to.width(); i++) {
      float low = mixed[columns.low[i]];
      float share = columns.share[i];
      memory[target + i] = share == 0 ? low : low + share * (mixed[columns.high[i]] - low);
    }
  }
}
