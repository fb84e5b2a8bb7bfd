package netc.backend.cpu.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Size2;

/**
 * Transposed convolution. The result's rows and columns of one remainder by the stride are a phase; all that one tap adds belongs to one phase, and
 * neighbours in the input are neighbours there. So a map is summed up phase by phase, in runs, and then put together.
 */
public final class TransposedConvolution implements Kernel {
  private final Contract contract;
  private final ConvTranspose2d op;
  private final Size2 kernel;
  private final Sizes from;
  private final Sizes to;

  /**
   * A transposed convolution.
   *
   * @param contract where everything is; the filters are {@link Filters#plain}
   * @param op the op
   * @param kernel the filters' size
   * @param from the input's sizes
   * @param to the result's sizes
   */
  public TransposedConvolution(Contract contract, ConvTranspose2d op, Size2 kernel, Sizes from, Sizes to) {
    this.contract = contract;
    this.op = op;
    this.kernel = kernel;
    this.from = from;
    this.to = to;
  }

  /**
   * What one tap does along one axis.
   *
   * @param phase the phase it adds to
   * @param shift the place in the phase of what the input's first cell adds
   * @param begin the first cell of the input that adds something
   * @param end the end of these cells
   */
  private record Tap(int phase, int shift, int begin, int end) {
    static Tap of(int offset, int stride, int size, int result) {
      int phase = Math.floorMod(offset, stride);
      int shift = Math.floorDiv(offset, stride);
      return new Tap(phase, shift, Math.max(0, -shift), Math.min(size, places(phase, stride, result) - shift));
    }
  }

  /** The number of places of a phase. */
  private static int places(int phase, int stride, int result) {
    return Math.max(0, Math.ceilDiv(result - phase, stride));
  }

  /** The number of places of all phases before one. */
  private static int placesBefore(int phase, int stride, int result) {
    return phase * (result / stride) + Math.min(phase, result % stride);
  }

  @Override
  public int scratch() {
    return to.map();
  }

  @Override
  public void run(Frame frame) {
    float[] filters = contract.filters().in(frame);
    float[] memory = frame.memory();
    frame.forEach(to.maps(), (map, sums) -> {
      Arrays.fill(sums, 0, to.map(), 0f);
      sum(memory, filters, map / to.channels(), map % to.channels(), sums);
      int out = contract.out() + map * to.map();
      putTogether(memory, out, contract.bias(memory, map % to.channels()), sums);
      contract.finish().apply(memory, memory, out, map * to.map(), to.map());
    });
  }

  private void sum(float[] memory, float[] filters, int image, int channel, float[] sums) {
    int depth = from.channels() / op.groups();
    int width = to.channels() / op.groups();
    int taps = kernel.height() * kernel.width();
    for (int i = 0; i < depth; i++) {
      int c = channel / width * depth + i;
      int source = contract.x() + (image * from.channels() + c) * from.map();
      int filter = (c * width + channel % width) * taps;
      for (int tap = 0; tap < taps; tap++) {
        addTap(memory, source, filters[filter + tap], tap, sums);
      }
    }
  }

  private void addTap(float[] memory, int source, float factor, int tap, float[] sums) {
    int sh = op.stride().height();
    int sw = op.stride().width();
    Tap rows = Tap.of(tap / kernel.width() * op.dilation().height() - op.pad().top(), sh, from.height(), to.height());
    Tap columns = Tap.of(tap % kernel.width() * op.dilation().width() - op.pad().left(), sw, from.width(), to.width());
    int count = columns.end() - columns.begin();
    for (int row = rows.begin(); row < rows.end(); row++) {
      int target = start(rows.phase(), columns.phase(), row + rows.shift()) + columns.begin() + columns.shift();
      addScaled(memory, source + row * from.width() + columns.begin(), factor, sums, target, count);
    }
  }

  /** Where a row of a phase begins. */
  private int start(int rowPhase, int columnPhase, int row) {
    int rows = places(rowPhase, op.stride().height(), to.height());
    int columns = places(columnPhase, op.stride().width(), to.width());
    return placesBefore(rowPhase, op.stride().height(), to.height()) * to.width()
        + placesBefore(columnPhase, op.stride().width(), to.width()) * rows + row * columns;
  }

  private static void addScaled(float[] x, int source, float factor, float[] sums, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      var sum = FloatVector.fromArray(Lanes.SPECIES, sums, target + i);
      FloatVector.fromArray(Lanes.SPECIES, x, source + i).fma(FloatVector.broadcast(Lanes.SPECIES, factor), sum).intoArray(sums,
          target + i);
    }
    for (; i < count; i++) {
      sums[target + i] = Math.fma(x[source + i], factor, sums[target + i]);
    }
  }

  private void putTogether(float[] memory, int out, float bias, float[] sums) {
    int sh = op.stride().height();
    int sw = op.stride().width();
    for (int row = 0; row < to.height(); row++) {
      for (int phase = 0; phase < Math.min(sw, to.width()); phase++) {
        int source = start(row % sh, phase, row / sh);
        int count = places(phase, sw, to.width());
        for (int i = 0; i < count; i++) {
          memory[out + row * to.width() + phase + i * sw] = sums[source + i] + bias;
        }
      }
    }
  }
}
