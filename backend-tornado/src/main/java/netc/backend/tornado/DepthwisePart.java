package netc.backend.tornado;

import java.util.Optional;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.type.Shape;

/**
 * The part of a map that a work item of our OpenCL C makes of a depthwise convolution, from a copy of what it reads in private memory.
 *
 * @param height its rows
 * @param width its columns
 */
record DepthwisePart(int height, int width) {
  /** Rows, and columns, that are made at once. */
  private static final int ROWS = 2;

  private static final int COLUMNS = 8;

  /** The vectors that a work item has room for. */
  private static final int ROOM = 1024;

  /** What a work item costs beyond its cells, in copies of one vector. */
  private static final int START = 40;

  /** That with the least work for a result of this shape; nothing if there is no room for what the smallest one reads. */
  static Optional<DepthwisePart> best(Shape result, Size2 kernel, Conv2d conv) {
    Optional<DepthwisePart> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (int width = COLUMNS; width < result.extent(3) + COLUMNS; width += COLUMNS) {
      int columns = reach(width, kernel.width(), conv.stride().width(), conv.dilation().width());
      for (int height = ROWS; height < result.extent(2) + ROWS; height += ROWS) {
        var part = new DepthwisePart(height, width);
        int copies = columns * reach(height, kernel.height(), conv.stride().height(), conv.dilation().height());
        double work = part.count(result) * (copies + width * height * kernel.height() * kernel.width() * 0.5 + START);
        if (copies <= ROOM && work < least) {
          best = Optional.of(part);
          least = work;
        }
      }
    }
    return best;
  }

  /** The cells that so many cells of the result are made of, along an axis. */
  private static int reach(int cells, int kernel, int stride, int dilation) {
    return (cells - 1) * stride + (kernel - 1) * dilation + 1;
  }

  /** How many it takes for a map. */
  int count(Shape result) {
    return Math.ceilDiv(result.extent(2), height) * Math.ceilDiv(result.extent(3), width);
  }
}
