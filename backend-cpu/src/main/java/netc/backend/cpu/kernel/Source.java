package netc.backend.cpu.kernel;

import java.util.Arrays;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * How a convolution reads its input: as it is, or, where it has padding, from a copy of some rows with zeros around them. The input is blocked, or it is
 * plain, as images are that come from outside: then neighbouring columns take the place of the lanes.
 *
 * @param conv the op
 * @param kernel its kernel
 * @param from the sizes of what a group reads
 * @param to the result's sizes
 * @param blocked whether the input is blocked
 * @param lines how many lines of results are computed from one copy
 * @param line pixels of a line: a row of the result, or, where rows make no difference, any number
 */
record Source(Conv2d conv, Size2 kernel, Sizes from, Sizes to, boolean blocked, int lines, int line) {
  /** Pixels of a line where rows make no difference, about. */
  private static final int LONG_LINE = 96;

  static Source of(Conv2d conv, Size2 kernel, Sizes from, Sizes to, boolean blocked) {
    var part = new Sizes(from.batch(), from.channels() / conv.groups(), from.height(), from.width());
    var source = new Source(conv, kernel, part, to, blocked, to.height(), to.width());
    int flat = Math.ceilDiv(to.map(), Math.ceilDiv(to.map(), LONG_LINE));
    return source.isFlat() ? new Source(conv, kernel, part, to, true, 1, Math.ceilDiv(flat, Product.PIXELS) * Product.PIXELS) : source;
  }

  /** The same with fewer lines in a copy. */
  Source withLines(int count) {
    return new Source(conv, kernel, from, to, blocked, count, line);
  }

  /** Whether the pixels of all rows are one after the other in the input, too. */
  private boolean isFlat() {
    return blocked && isDirect() && kernel.equals(Size2.ONE) && conv.stride().equals(Size2.ONE);
  }

  /** Whether the input can be read where it is. */
  boolean isDirect() {
    return conv.pad().isNone();
  }

  /** Lines of one image's result. */
  int allLines() {
    return Math.ceilDiv(to.map(), line);
  }

  /** Pixels of a line of the result. */
  int pixels(int index) {
    return Math.min(line, to.map() - index * line);
  }

  /** Numbers of a pixel that are side by side. */
  private int unit() {
    return blocked ? Lanes.COUNT : 1;
  }

  /** Blocks of channels that a group reads, or channels if the input is plain. */
  int planes() {
    return blocked ? Channels.blocks(from.channels()) : from.channels();
  }

  /** Elements of what a group reads of one image. */
  int image() {
    return planes() * from.map() * unit();
  }

  private int reach(int size, int stride, int taps, int dilation) {
    return (size - 1) * stride + (taps - 1) * dilation + 1;
  }

  private int width() {
    return isDirect() ? from.width() : reach(to.width(), conv.stride().width(), kernel.width(), conv.dilation().width());
  }

  private int rows() {
    return isDirect() ? from.height() : reach(lines, conv.stride().height(), kernel.height(), conv.dilation().height());
  }

  /** Elements of a copy. */
  int size() {
    return isDirect() ? 0 : planes() * rows() * width() * unit();
  }

  /** From one line to the next. */
  int lineStep() {
    return isFlat() ? line * unit() : conv.stride().height() * width() * unit();
  }

  /** From one pixel of the result to the next. */
  int pixelStep() {
    return conv.stride().width() * unit();
  }

  /** Where everything is that a result needs. */
  Taps taps() {
    boolean runs = !blocked && conv.dilation().width() == 1; // a plain row of a kernel is a run
    int columns = runs ? 1 : kernel.width();
    int area = kernel.height() * columns;
    int[] offsets = new int[planes() * area];
    for (int i = 0; i < offsets.length; i++) {
      int row = i / area * rows() + i % area / columns * conv.dilation().height();
      offsets[i] = (row * width() + i % columns * conv.dilation().width()) * unit();
    }
    if (!blocked) {
      int run = runs ? kernel.width() : 1;
      return new Taps(offsets, offsets.length, run, run);
    }
    int rest = from.channels() % Lanes.COUNT;
    return new Taps(offsets, offsets.length - (rest == 0 ? 0 : area), Lanes.COUNT, rest);
  }

  /** Which of the numbers that {@link #taps} go through, in their order, each weight {@code [channel][row][column]} of a filter belongs to. */
  int[] order() {
    int area = kernel.height() * kernel.width();
    int[] order = new int[from.channels() * area];
    for (int i = 0; i < order.length; i++) {
      int channel = i / area;
      int first = channel - channel % unit();
      int run = Math.min(unit(), from.channels() - first);
      order[i] = blocked ? first * area + i % area * run + channel % unit() : i;
    }
    return order;
  }

  /** Copies what the lines from {@code firstLine} on need of some planes of the image at {@code image}. */
  void copy(float[] memory, int image, int firstPlane, int endPlane, int firstLine, int count, float[] copy) {
    int row = width() * unit();
    int left = Math.min(row, conv.pad().left() * unit());
    int length = Math.min(row - left, from.width() * unit());
    int needed = reach(count, conv.stride().height(), kernel.height(), conv.dilation().height());
    for (int plane = firstPlane; plane < endPlane; plane++) {
      for (int i = 0; i < needed; i++) {
        int y = firstLine * conv.stride().height() + i - conv.pad().top();
        int at = (plane * rows() + i) * row;
        if (y < 0 || y >= from.height()) {
          Arrays.fill(copy, at, at + row, 0f);
        } else {
          Arrays.fill(copy, at, at + left, 0f);
          System.arraycopy(memory, image + (plane * from.height() + y) * from.width() * unit(), copy, at + left, length);
          Arrays.fill(copy, at + left + length, at + row, 0f);
        }
      }
    }
  }
}
