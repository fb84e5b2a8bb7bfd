package netc.backend.cpu.kernel;

import java.util.Arrays;
import netc.backend.cpu.kernel.DepthwisePixels.Rectangle;
import netc.backend.cpu.kernel.DepthwiseRows.Lines;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution in groups that lie within a vector, in channel blocks: input and result are {@code [N][⌈C / L⌉][H][W][L]}. Groups have as many input as
 * output channels: one, or a power of two below {@code L}. Each lane sums up an output channel; the sums of some neighbouring pixels are in registers.
 * Taps that lie in the padding are not computed, so nothing is padded but small maps, which would be all edges.
 */
public final class GroupedConvolution implements Kernel {
  private static final int L = Lanes.COUNT;

  /** Multiply-adds that are worth handing to another thread. */
  private static final int GRAIN = 1 << 17;

  /** Up to this width maps are copied into a frame of zeros first. */
  private static final int WIDEST_COPY = 14;

  private final Contract contract;
  private final Conv2d conv;
  private final Size2 kernel;
  private final Sizes from;
  private final Sizes to;
  private final int group;
  private final BlockedExit exit;
  private final boolean copied;
  private final int height;
  private final int width;
  private final int top;
  private final int before;
  private final int left;
  private final int right;
  private final Pairs pairs;

  /**
   * The rows of the result that are computed in pairs.
   *
   * @param begin the first of them
   * @param end where they end
   * @param lines what they have in common
   */
  private record Pairs(int begin, int end, Lines lines) {}

  /**
   * A convolution that {@link #suits}.
   *
   * @param contract where everything is; the filters are {@link #filters}
   * @param conv the op
   * @param kernel its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   */
  public GroupedConvolution(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to) {
    this.contract = contract;
    this.conv = conv;
    this.kernel = kernel;
    this.from = from;
    this.to = to;
    group = from.channels() / conv.groups();
    exit = new BlockedExit(contract);
    copied = from.width() <= WIDEST_COPY && !conv.pad().isNone();
    height = copied ? from.height() + conv.pad().top() + conv.pad().bottom() : from.height();
    width = copied ? from.width() + conv.pad().left() + conv.pad().right() : from.width();
    top = copied ? 0 : conv.pad().top();
    before = copied ? 0 : conv.pad().left();
    int stride = conv.stride().width();
    int span = (kernel.width() - 1) * conv.dilation().width() + 1;
    left = Math.min(to.width(), Math.ceilDiv(before, stride));
    right = Math.clamp(Math.floorDiv(width + before - span, stride) + 1, left, to.width());
    pairs = pairs();
  }

  private Pairs pairs() {
    int stride = conv.stride().width();
    int pixels = Math.clamp(Math.floorDiv(width + before - 3, stride) + 1, 0, to.width());
    int beyond = (to.width() - 1) * stride + 3 - before - width;
    boolean suits = group == 1 && kernel.equals(Size2.of(3)) && conv.dilation().equals(Size2.ONE) && conv.stride().equals(Size2.of(stride))
        && stride <= 2 && before <= 1 && beyond <= 1;
    int begin = suits ? Math.min(to.height(), Math.ceilDiv(top, stride)) : 0;
    int end = suits ? Math.clamp(Math.floorDiv(height + top - 3, stride) + 1, begin, to.height()) : 0;
    return new Pairs(begin, end, new Lines(width * L, before == 1, pixels, pixels < to.width(), to.width() * L));
  }

  /** Whether it can do a convolution. */
  public static boolean suits(Conv2d conv, Sizes from, Sizes to) {
    int group = from.channels() / conv.groups();
    return from.channels() == to.channels() && conv.groups() > 1 && group < L && Integer.bitCount(group) == 1;
  }

  /**
   * The form of its filters: {@code [⌈C / L⌉][rows of taps][channels of a group][taps of a row][L]}, with zeros in lanes past the last channel.
   * The weight of a lane at place {@code k} of a group is that of the group's input channel {@code lane ^ k}.
   */
  public static Filters.Form filters(Conv2d conv, Size2 kernel, Sizes from) {
    int group = from.channels() / conv.groups();
    int columns = kernel.width();
    int taps = kernel.height() * columns;
    return weights -> {
      float[] packed = new float[Math.multiplyExact(Math.ceilDiv(from.channels(), L) * taps * L, group)];
      float[] plain = new float[from.channels() * group * taps];
      weights.read(0, plain, 0, plain.length);
      for (int i = 0; i < plain.length; i++) {
        int channel = i / taps / group;
        int turn = i / taps % group ^ channel % group;
        int row = ((channel / L * kernel.height() + i % taps / columns) * group + turn) * columns + i % columns;
        packed[row * L + channel % L] = plain[i];
      }
      return packed;
    };
  }

  @Override
  public int scratch() {
    return L + (copied ? height * width * L : 0);
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    int blocks = Math.ceilDiv(from.channels(), L);
    int rowWork = to.width() * kernel.height() * kernel.width() * group * L;
    int rowsPerTask = copied ? to.height() : Math.clamp(GRAIN / rowWork, 1, to.height());
    int parts = Math.ceilDiv(to.height(), rowsPerTask);
    frame.forRanges(from.batch() * blocks * parts, Math.max(1, GRAIN / (rowWork * rowsPerTask)), (begin, end, scratch) -> {
      if (copied) {
        Arrays.fill(scratch, L, scratch(), 0f);
      }
      for (int task = begin; task < end; task++) {
        int first = task % parts * rowsPerTask;
        rows(frame.memory(), weights, task / parts, first, Math.min(to.height(), first + rowsPerTask), scratch);
      }
    });
  }

  private void rows(float[] memory, float[] weights, int map, int first, int end, float[] scratch) {
    int blocks = Math.ceilDiv(from.channels(), L);
    int block = map % blocks;
    exit.bias(memory, block, scratch, 0);
    int source = contract.x() + map / blocks * Channels.image(from) + block * from.map() * L;
    int place = map / blocks * Channels.image(to) + block * to.map() * L;
    if (copied) {
      int inside = L + (conv.pad().top() * width + conv.pad().left()) * L;
      for (int row = 0; row < from.height(); row++) {
        Lanes.copy(memory, source + row * from.width() * L, scratch, inside + row * width * L, from.width() * L);
      }
    }
    int filter = block * kernel.height() * kernel.width() * group * L;
    int line = to.width() * L;
    float[] x = copied ? scratch : memory;
    int at = copied ? L : source;
    int paired = Math.clamp(pairs.begin, first, end);
    int single = Math.min(end, pairs.end) - paired < 2 ? paired : Math.min(end, pairs.end);
    for (int y = first; y < end;) {
      if (y < paired || y >= single) {
        row(x, at, weights, filter, y, scratch, memory, contract.out() + place + y * line);
        y++;
      } else {
        int upper = Math.min(y, single - 2); // the last pair may begin before the one before it ends
        pair(x, at, weights, filter, upper, scratch, memory, contract.out() + place + upper * line);
        y = upper + 2;
      }
    }
    exit.finish(memory, place + first * line, (end - first) * line);
  }

  private void pair(float[] x, int at, float[] weights, int filter, int row, float[] start, float[] y, int out) {
    int tap = at + ((row * conv.stride().height() - top) * width - before) * L;
    if (conv.stride().width() == 1) {
      DepthwiseRows.pair(x, tap, pairs.lines, weights, filter, start, exit.clamp(), y, out);
    } else {
      DepthwiseRows.pairOfStride2(x, tap, pairs.lines, weights, filter, start, exit.clamp(), y, out);
    }
  }

  /** One row of the result: the pixels at its edges have fewer taps. */
  private void row(float[] x, int at, float[] weights, int filter, int row, float[] start, float[] y, int out) {
    int origin = row * conv.stride().height() - top;
    int dilation = conv.dilation().height();
    int first = first(origin, kernel.height(), dilation);
    int end = end(origin, height, kernel.height(), dilation);
    int line = at + (origin + first * dilation) * width * L;
    int w = filter + first * kernel.width() * group * L;
    var taps =
        new Rectangle(Math.max(0, end - first), kernel.width(), dilation * width * L, conv.dilation().width() * L, kernel.width() * L);
    for (int column = 0; column < left; column++) {
      edge(x, line, taps, weights, w, column, start, y, out);
    }
    inner(x, line, taps, weights, w, start, y, out);
    for (int column = right; column < to.width(); column++) {
      edge(x, line, taps, weights, w, column, start, y, out);
    }
  }

  /** The first tap of a window from {@code origin} on that is not before the map. */
  private static int first(int origin, int taps, int dilation) {
    return origin >= 0 ? 0 : Math.min(taps, Math.ceilDiv(-origin, dilation));
  }

  /** The first tap that is behind it. */
  private static int end(int origin, int size, int taps, int dilation) {
    return origin + (taps - 1) * dilation < size ? taps : Math.max(0, Math.ceilDiv(size - origin, dilation));
  }

  private void edge(float[] x, int line, Rectangle row, float[] weights, int w, int column, float[] start, float[] y, int out) {
    int origin = column * conv.stride().width() - before;
    int dilation = conv.dilation().width();
    int first = first(origin, kernel.width(), dilation);
    int count = Math.max(0, end(origin, width, kernel.width(), dilation) - first);
    var taps = new Rectangle(row.rows(), count, row.down(), row.across(), row.weights());
    pixel(x, line + (origin + first * dilation) * L, taps, weights, w + first * L, start, y, out + column * L);
  }

  /** The pixels that have all taps of a row. The last run begins before the one before it ends, which computes some pixels twice. */
  private void inner(float[] x, int line, Rectangle taps, float[] weights, int w, float[] start, float[] y, int out) {
    int step = conv.stride().width() * L;
    int at = line - before * L;
    if (right - left < DepthwisePixels.RUN) {
      for (int column = left; column < right; column++) {
        pixel(x, at + column * step, taps, weights, w, start, y, out + column * L);
      }
      return;
    }
    for (int column = left; column < right; column += DepthwisePixels.RUN) {
      int first = Math.min(column, right - DepthwisePixels.RUN);
      if (group == 1) {
        run(x, at + first * step, step, taps, weights, w, start, y, out + first * L);
      } else {
        groupRun(x, at + first * step, step, taps, weights, w, start, y, out + first * L);
      }
    }
  }

  private void pixel(float[] x, int at, Rectangle taps, float[] weights, int w, float[] start, float[] y, int out) {
    if (group == 1) {
      DepthwisePixels.pixel(x, at, taps, weights, w, start, exit.clamp(), y, out);
    } else {
      GroupPixels.pixel(x, at, taps, group, weights, w, start, exit.clamp(), y, out);
    }
  }

  private void run(float[] x, int at, int step, Rectangle taps, float[] weights, int w, float[] start, float[] y, int out) {
    boolean five = taps.columns() == 5 && taps.across() == L;
    if (five && step == L) {
      DepthwiseFives.neighbours(x, at, taps, weights, w, start, exit.clamp(), y, out);
    } else if (five && step == 2 * L) {
      DepthwiseFives.apart(x, at, taps, weights, w, start, exit.clamp(), y, out);
    } else if (step != L || taps.across() != L) {
      DepthwisePixels.pixels(x, at, step, taps, weights, w, start, exit.clamp(), y, out);
    } else if (taps.columns() == 3) {
      DepthwisePixels.threeNeighbours(x, at, taps, weights, w, start, exit.clamp(), y, out);
    } else {
      DepthwisePixels.neighbours(x, at, taps, weights, w, start, exit.clamp(), y, out);
    }
  }

  private void groupRun(float[] x, int at, int step, Rectangle taps, float[] weights, int w, float[] start, float[] y, int out) {
    if (step == L && taps.across() == L && taps.columns() == 3) {
      GroupPixels.threeNeighbours(x, at, taps, group, weights, w, start, exit.clamp(), y, out);
    } else {
      GroupPixels.pixels(x, at, step, taps, group, weights, w, start, exit.clamp(), y, out);
    }
  }
}
