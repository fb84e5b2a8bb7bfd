package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.element;
import static netc.backend.tornado.kernel.Blocked.inside;
import static netc.backend.tornado.kernel.Blocked.splat;
import static netc.backend.tornado.kernel.Packed.high;
import static netc.backend.tornado.kernel.Packed.low;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Kernels that compute nothing. */
public final class Moves {
  /** The number of a frame of one value. */
  public static final int CONSTANT = 0;
  /** The number of a frame that mirrors the map. */
  public static final int REFLECT = 1;
  /** The number of a frame that repeats the map's edge. */
  public static final int EDGE = 2;

  private Moves() {}

  /**
   * Elements from anywhere: the element with row-major indices (a, b, c, d) along axes of the extents {@code extent1 … 3} (and any) comes from
   * {@code start + a·step0 + b·step1 + c·step2 + d·step3}. One vector for each work item.
   */
  public static void gather(
      KernelContext context, VectorFloat8 memory, int in, int inChannels, int inCells, int out, int outChannels, int outCells, int start,
      int extent1, int extent2, int extent3, int step0, int step1, int step2, int step3) {
    FloatArray floats = memory.getArray();
    int blocks = (outChannels + 7) / 8;
    int cell = context.globalIdx % outCells;
    int block = context.globalIdx / outCells % blocks;
    int image = context.globalIdx / (outCells * blocks);
    for (int i = 0; i < 8; i++) {
      int channel = Math.min(block * 8 + i, outChannels - 1);
      int index = (image * outChannels + channel) * outCells + cell;
      int from = start + index % extent3 * step3 + index / extent3 % extent2 * step2 + index / (extent3 * extent2) % extent1 * step1
          + index / (extent3 * extent2 * extent1) * step0;
      floats.set((out + context.globalIdx) * 8 + i, floats.get(in * 8 + element(from, inChannels, inCells)));
    }
  }

  /** Runs of elements: {@code length} from {@code start}, and again every {@code step}, to the same of the result. One element for each work item. */
  public static void runs(
      KernelContext context, VectorFloat8 memory, int in, int inChannels, int inCells, int inStart, int inStep, int out, int outChannels,
      int outCells, int outStart, int outStep, int length) {
    FloatArray floats = memory.getArray();
    int run = context.globalIdx / length;
    int i = context.globalIdx % length;
    int from = element(inStart + run * inStep + i, inChannels, inCells);
    int to = element(outStart + run * outStep + i, outChannels, outCells);
    floats.set(out * 8 + to, floats.get(in * 8 + from));
  }

  /**
   * Blocks of channels as they are; one vector for each work item, the grid is vectors of an image by images. Networks that concatenate have dozens of
   * these, so that the numbers come in an array: what is read is no constant to TornadoVM, and one text is compiled for all.
   *
   * @param places first vector and vectors of an image, of the input, then of the output
   */
  public static void blocks(KernelContext context, VectorFloat8 memory, IntArray places) {
    int from = places.get(0) + context.globalIdy * places.get(1) + context.globalIdx;
    int to = places.get(2) + context.globalIdy * places.get(3) + context.globalIdx;
    memory.set(to, memory.get(from));
  }

  /** Padding. One vector for each work item, the grid is cells by blocks of all images. */
  public static void pad(
      KernelContext context, VectorFloat8 memory, int in, int out, int from, int to, int top, int left, int mode, float value) {
    int row = context.globalIdx / high(to) - top;
    int column = context.globalIdx % high(to) - left;
    if (mode == REFLECT) {
      row = low(from) - 1 - magnitude(low(from) - 1 - magnitude(row));
      column = high(from) - 1 - magnitude(high(from) - 1 - magnitude(column));
    }
    if (mode == EDGE) {
      row = Math.min(Math.max(row, 0), low(from) - 1);
      column = Math.min(Math.max(column, 0), high(from) - 1);
    }
    int mask = inside(row, column, low(from), high(from));
    Float8 x = memory.get((in + (context.globalIdy * low(from) + row) * high(from) + column) & mask);
    memory.set(out + context.globalIdy * low(to) * high(to) + context.globalIdx, Float8.add(x, splat(value * (1 + mask))));
  }

  /** TornadoVM has no absolute value of an int. */
  private static int magnitude(int x) {
    return Math.max(x, -x);
  }

  /**
   * Maps of another size. One vector for each work item, the grid is cells by blocks of all images.
   *
   * @param rows where the first cell of each row of the result is, then the share of the next
   * @param columns likewise
   * @param mixes whether there are shares
   */
  public static void resize(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2,
      int from, int to, int rows, int columns, int mixes) {
    FloatArray floats = memory.getArray();
    int y = context.globalIdx / high(to);
    int x = context.globalIdx % high(to);
    int map = in + context.globalIdy * low(from) * high(from);
    int row = (int) floats.get(rows * 8 + y);
    int column = (int) floats.get(columns * 8 + x);
    Float8 result = memory.get(map + row * high(from) + column);
    if (mixes != 0) {
      int below = Math.min(row + 1, low(from) - 1);
      int right = Math.min(column + 1, high(from) - 1);
      Float8 down = splat(floats.get(rows * 8 + low(to) + y));
      Float8 along = splat(floats.get(columns * 8 + high(to) + x));
      Float8 upper = mix(result, memory.get(map + row * high(from) + right), along);
      Float8 lower = mix(memory.get(map + below * high(from) + column), memory.get(map + below * high(from) + right), along);
      result = mix(upper, lower, down);
    }
    int place = out + context.globalIdy * low(to) * high(to) + context.globalIdx;
    memory.set(place, result);
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  private static Float8 mix(Float8 first, Float8 second, Float8 share) {
    return Float8.add(first, Float8.mult(Float8.sub(second, first), share));
  }
}
