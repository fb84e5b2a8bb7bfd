package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution with one input channel a group. A task builds the padded plane of one map; then a tap's contribution to the whole
 * result is contiguous, if the columns between rows are computed too and dropped.
 */
public final class Depthwise implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Vectors of sums that are computed at once, at most. */
  private static final int VECTORS = 8;

  private final Contract contract;
  private final Planes planes;
  private final Sizes from;
  private final Sizes to;
  private final int[] taps;
  private final Exit exit;

  /**
   * A convolution whose groups are its input channels.
   *
   * @param contract where everything is; the filters are {@link Filters#plain}
   * @param conv the op
   * @param kernel its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   */
  public Depthwise(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to) {
    this.contract = contract;
    exit = new Exit(contract);
    this.from = from;
    this.to = to;
    planes = new Planes(conv, kernel, from, to, true);
    taps = IntStream.range(0, kernel.height() * kernel.width()).map(t -> planes.tap(t / kernel.width(), t % kernel.width())).toArray();
  }

  @Override
  public int scratch() {
    return planes.size() + 2 * VECTORS * L + to.height() * planes.rowStep();
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    int multiplier = to.channels() / from.channels();
    int grain = Math.max(1, (1 << 18) / (to.map() * taps.length * multiplier));
    frame.forRanges(from.maps(), grain, (begin, end, scratch) -> {
      Arrays.fill(scratch, 0, planes.size(), 0f);
      for (int map = begin; map < end; map++) {
        planes.fill(frame.memory(), contract.x() + map * from.map(), scratch, 0);
        for (int result = map * multiplier; result < (map + 1) * multiplier; result++) {
          convolve(frame.memory(), weights, result, scratch);
        }
      }
    });
  }

  private void convolve(float[] memory, float[] weights, int map, float[] scratch) {
    int filter = map % to.channels();
    int sums = planes.size() + VECTORS * L;
    int line = planes.rowStep();
    float bias = contract.bias(memory, filter);
    correlate(scratch, 0, taps, weights, filter * taps.length, bias, sums, (to.height() - 1) * line + to.width());
    int place = map * to.map();
    for (int row = 0; row < to.height(); row++) {
      exit.line(memory, 0f, scratch, sums + row * line, place + row * to.width(), to.width());
    }
    exit.finish(memory, place, to.map());
  }

  /** {@code count} sums, and some of what follows: several vectors at a time even at the end, as the sums of one vector wait for each other. */
  private static void correlate(float[] x, int at, int[] taps, float[] w, int atW, float bias, int sums, int count) {
    for (int i = 0; i < count;) {
      int left = count - i;
      if (left > 4 * L) {
        correlate8(x, at + i, taps, w, atW, bias, sums + i);
        i += 8 * L;
      } else if (left > L) {
        correlate4(x, at + i, taps, w, atW, bias, sums + i);
        i += 4 * L;
      } else {
        correlate1(x, at + i, taps, w, atW, bias, sums + i);
        i += L;
      }
    }
  }

  private static void correlate1(float[] x, int at, int[] taps, float[] w, int atW, float bias, int sums) {
    var sum = FloatVector.broadcast(S, bias);
    for (int t = 0; t < taps.length; t++) {
      sum = FloatVector.fromArray(S, x, at + taps[t]).fma(FloatVector.broadcast(S, w[atW + t]), sum);
    }
    sum.intoArray(x, sums);
  }

  private static void correlate4(float[] x, int at, int[] taps, float[] w, int atW, float bias, int sums) {
    var s0 = FloatVector.broadcast(S, bias);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    for (int t = 0; t < taps.length; t++) {
      int tap = at + taps[t];
      var weight = FloatVector.broadcast(S, w[atW + t]);
      s0 = FloatVector.fromArray(S, x, tap).fma(weight, s0);
      s1 = FloatVector.fromArray(S, x, tap + L).fma(weight, s1);
      s2 = FloatVector.fromArray(S, x, tap + 2 * L).fma(weight, s2);
      s3 = FloatVector.fromArray(S, x, tap + 3 * L).fma(weight, s3);
    }
    s0.intoArray(x, sums);
    s1.intoArray(x, sums + L);
    s2.intoArray(x, sums + 2 * L);
    s3.intoArray(x, sums + 3 * L);
  }

  private static void correlate8(float[] x, int at, int[] taps, float[] w, int atW, float bias, int sums) {
    var s0 = FloatVector.broadcast(S, bias);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var s4 = s0;
    var s5 = s0;
    var s6 = s0;
    var s7 = s0;
    for (int t = 0; t < taps.length; t++) {
      int tap = at + taps[t];
      var weight = FloatVector.broadcast(S, w[atW + t]);
      s0 = FloatVector.fromArray(S, x, tap).fma(weight, s0);
      s1 = FloatVector.fromArray(S, x, tap + L).fma(weight, s1);
      s2 = FloatVector.fromArray(S, x, tap + 2 * L).fma(weight, s2);
      s3 = FloatVector.fromArray(S, x, tap + 3 * L).fma(weight, s3);
      s4 = FloatVector.fromArray(S, x, tap + 4 * L).fma(weight, s4);
      s5 = FloatVector.fromArray(S, x, tap + 5 * L).fma(weight, s5);
      s6 = FloatVector.fromArray(S, x, tap + 6 * L).fma(weight, s6);
      s7 = FloatVector.fromArray(S, x, tap + 7 * L).fma(weight, s7);
    }
    s0.intoArray(x, sums);
    s1.intoArray(x, sums + L);
    s2.intoArray(x, sums + 2 * L);
    s3.intoArray(x, sums + 3 * L);
    s4.intoArray(x, sums + 4 * L);
    s5.intoArray(x, sums + 5 * L);
    s6.intoArray(x, sums + 6 * L);
    s7.intoArray(x, sums + 7 * L);
  }
}
