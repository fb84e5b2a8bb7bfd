package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import netc.ir.op.Conv2d;
import netc.ir.op.MaxPool2d;

/**
 * The largest elements of sliding windows, as {@link Depthwise} convolves: on the padded plane of one map, what a cell of the windows contributes to
 * the whole result is contiguous, but for some columns between rows, which are computed too and dropped.
 */
public final class MaxPool implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Vectors of results that are computed at once. */
  private static final int VECTORS = 4;

  private final int x;
  private final int out;
  private final Finish finish;
  private final Sizes from;
  private final Sizes to;
  private final Planes planes;
  private final int[] cells;

  /**
   * A pooling.
   *
   * @param x the input's place in memory
   * @param out the result's place in memory
   * @param finish what is done to the result
   * @param pool the op
   * @param from the input's sizes
   * @param to the result's sizes
   */
  public MaxPool(int x, int out, Finish finish, MaxPool2d pool, Sizes from, Sizes to) {
    this.x = x;
    this.out = out;
    this.finish = finish;
    this.from = from;
    this.to = to;
    planes = new Planes(new Conv2d(pool.stride(), pool.pad(), pool.dilation(), 1), pool.kernel(), from, to, true);
    int width = pool.kernel().width();
    cells = IntStream.range(0, pool.kernel().height() * width).map(i -> planes.tap(i / width, i % width)).toArray();
  }

  @Override
  public int scratch() {
    return planes.size() + 2 * VECTORS * L + to.height() * planes.rowStep();
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    int line = planes.rowStep();
    int results = planes.size() + VECTORS * L;
    frame.forRanges(from.maps(), Math.max(1, (1 << 16) / from.map()), (begin, end, scratch) -> {
      Arrays.fill(scratch, 0, planes.size(), Float.NEGATIVE_INFINITY);
      for (int map = begin; map < end; map++) {
        planes.fill(memory, x + map * from.map(), scratch, 0);
        for (int i = 0; i < (to.height() - 1) * line + to.width(); i += VECTORS * L) {
          largest(scratch, i, cells, results + i);
        }
        int place = map * to.map();
        for (int row = 0; row < to.height(); row++) {
          Lanes.copy(scratch, results + row * line, memory, out + place + row * to.width(), to.width());
        }
        finish.apply(memory, memory, out + place, place, to.map());
      }
    });
  }

  private static void largest(float[] x, int at, int[] cells, int to) {
    var m0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    var m1 = m0;
    var m2 = m0;
    var m3 = m0;
    for (int cell : cells) {
      m0 = m0.max(FloatVector.fromArray(S, x, at + cell));
      m1 = m1.max(FloatVector.fromArray(S, x, at + cell + L));
      m2 = m2.max(FloatVector.fromArray(S, x, at + cell + 2 * L));
      m3 = m3.max(FloatVector.fromArray(S, x, at + cell + 3 * L));
    }
    m0.intoArray(x, to);
    m1.intoArray(x, to + L);
    m2.intoArray(x, to + 2 * L);
    m3.intoArray(x, to + 3 * L);
  }
}
