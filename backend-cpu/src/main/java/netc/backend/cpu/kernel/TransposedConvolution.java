package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Size2;

/**
 * Transposed convolution. The result's rows and columns of one remainder by the stride are a phase; all that one tap adds belongs to one phase, and
 * neighbours in the input are neighbours there. So a map is summed up phase by phase, in runs, and then put together.
 */
public final class TransposedConvolution implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Contract contract;
  private final ConvTranspose2d op;
  private final Size2 kernel;
  private final Sizes from;
  private final Sizes to;
  private final List<Patch> patches;

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
    patches = IntStream.range(0, kernel.height() * kernel.width()).mapToObj(this::patch).toList();
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

    int count() {
      return Math.max(0, end - begin);
    }
  }

  /**
   * What one tap does to a map.
   *
   * @param source the first cell of the input that adds something
   * @param target where it adds that in the sums
   * @param rows how many rows do
   * @param columns how many columns do
   * @param pitch from row to row in the sums
   */
  private record Patch(int source, int target, int rows, int columns, int pitch) {}

  private Patch patch(int tap) {
    int sh = op.stride().height();
    int sw = op.stride().width();
    Tap rows = Tap.of(tap / kernel.width() * op.dilation().height() - op.pad().top(), sh, from.height(), to.height());
    Tap columns = Tap.of(tap % kernel.width() * op.dilation().width() - op.pad().left(), sw, from.width(), to.width());
    int pitch = places(columns.phase(), sw, to.width());
    int target = start(rows.phase(), columns.phase(), rows.begin() + rows.shift()) + columns.begin() + columns.shift();
    return new Patch(rows.begin() * from.width() + columns.begin(), target, rows.count(), columns.count(), pitch);
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
    int first = channel / width * depth;
    int source = contract.x() + (image * from.channels() + first) * from.map();
    int filter = (first * width + channel % width) * patches.size();
    int step = width * patches.size(); // from one input channel's taps to the next one's
    int c = 0;
    for (; c <= depth - 4; c += 4) {
      for (int tap = 0; tap < patches.size(); tap++) {
        int at = filter + c * step + tap;
        add4(memory, source + c * from.map(), patches.get(tap), sums, filters[at], filters[at + step], filters[at + 2 * step],
            filters[at + 3 * step]);
      }
    }
    for (; c < depth; c++) {
      for (int tap = 0; tap < patches.size(); tap++) {
        add1(memory, source + c * from.map(), patches.get(tap), sums, filters[filter + c * step + tap]);
      }
    }
  }

  /** Adds four input channels' maps, each times a factor. */
  private void add4(float[] x, int map, Patch patch, float[] sums, float w0, float w1, float w2, float w3) {
    int step = from.map();
    int whole = patch.columns() - patch.columns() % L;
    var rest = Lanes.first(patch.columns() - whole);
    for (int row = 0; row < patch.rows(); row++) {
      int source = map + patch.source() + row * from.width();
      int target = patch.target() + row * patch.pitch();
      for (int i = 0; i < whole; i += L) {
        var sum = FloatVector.fromArray(S, sums, target + i);
        sum = FloatVector.fromArray(S, x, source + i).fma(FloatVector.broadcast(S, w0), sum);
        sum = FloatVector.fromArray(S, x, source + i + step).fma(FloatVector.broadcast(S, w1), sum);
        sum = FloatVector.fromArray(S, x, source + i + 2 * step).fma(FloatVector.broadcast(S, w2), sum);
        FloatVector.fromArray(S, x, source + i + 3 * step).fma(FloatVector.broadcast(S, w3), sum).intoArray(sums, target + i);
      }
      if (whole < patch.columns()) {
        int i = whole;
        var sum = FloatVector.fromArray(S, sums, target + i, rest);
        sum = FloatVector.fromArray(S, x, source + i, rest).fma(FloatVector.broadcast(S, w0), sum);
        sum = FloatVector.fromArray(S, x, source + i + step, rest).fma(FloatVector.broadcast(S, w1), sum);
        sum = FloatVector.fromArray(S, x, source + i + 2 * step, rest).fma(FloatVector.broadcast(S, w2), sum);
        FloatVector.fromArray(S, x, source + i + 3 * step, rest).fma(FloatVector.broadcast(S, w3), sum).intoArray(sums, target + i, rest);
      }
    }
  }

  private void add1(float[] x, int map, Patch patch, float[] sums, float factor) {
    for (int row = 0; row < patch.rows(); row++) {
      int source = map + patch.source() + row * from.width();
      int target = patch.target() + row * patch.pitch();
      int i = 0;
      for (; i <= patch.columns() - L; i += L) {
        var sum = FloatVector.fromArray(S, sums, target + i);
        FloatVector.fromArray(S, x, source + i).fma(FloatVector.broadcast(S, factor), sum).intoArray(sums, target + i);
      }
      for (; i < patch.columns(); i++) {
        sums[target + i] = Math.fma(x[source + i], factor, sums[target + i]);
      }
    }
  }

  /** Where a row of a phase begins. */
  private int start(int rowPhase, int columnPhase, int row) {
    int rows = places(rowPhase, op.stride().height(), to.height());
    int columns = places(columnPhase, op.stride().width(), to.width());
    return placesBefore(rowPhase, op.stride().height(), to.height()) * to.width()
        + placesBefore(columnPhase, op.stride().width(), to.width()) * rows + row * columns;
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
