package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.inside;
import static netc.backend.tornado.kernel.Blocked.splat;
import static netc.backend.tornado.kernel.Packed.first;
import static netc.backend.tornado.kernel.Packed.fourth;
import static netc.backend.tornado.kernel.Packed.high;
import static netc.backend.tornado.kernel.Packed.low;
import static netc.backend.tornado.kernel.Packed.second;
import static netc.backend.tornado.kernel.Packed.third;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Windows of each channel on its own; a work item makes one vector. The grid is cells by blocks of all images. */
public final class Poolings {
  private Poolings() {}

  /** The largest of each sliding window. Parameters as {@link Convolutions}. */
  public static void largest(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2,
      int from, int to, int window, int frame) {
    int source = in + context.globalIdy * low(from) * high(from);
    Float8 most = memory.get(Blocked.LOWEST);
    int rows = first(window) + context.globalIdz;
    int columns = second(window) + context.globalIdz;
    for (int ky = 0; ky < rows; ky++) {
      for (int kx = 0; kx < columns; kx++) {
        int row = context.globalIdx / high(to) * third(window) + ky * third(frame) - first(frame);
        int column = context.globalIdx % high(to) * fourth(window) + kx * fourth(frame) - second(frame);
        int mask = inside(row, column, low(from), high(from));
        most = Float8.max(most, memory.get(((source + row * high(from) + column) & mask) | (Blocked.LOWEST & ~mask)));
      }
    }
    int place = out + context.globalIdy * low(to) * high(to) + context.globalIdx;
    memory.set(place, most);
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  /**
   * The mean of each sliding window.
   *
   * @param beyond rows and columns of padding below and on the right that count in the divisor, if {@code countsPadding}
   */
  public static void average(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2,
      int from, int to, int window, int frame, int beyond, int countsPadding) {
    int source = in + context.globalIdy * low(from) * high(from);
    int row = context.globalIdx / high(to) * third(window) - first(frame);
    int column = context.globalIdx % high(to) * fourth(window) - second(frame);
    Float8 sum = splat(0f);
    int rows = first(window) + context.globalIdz;
    int columns = second(window) + context.globalIdz;
    for (int ky = 0; ky < rows; ky++) {
      for (int kx = 0; kx < columns; kx++) {
        int mask = inside(row + ky, column + kx, low(from), high(from));
        sum = Float8.add(sum, memory.get((source + (row + ky) * high(from) + column + kx) & mask));
      }
    }
    int height = Math.min(row + first(window), low(from) + low(beyond)) - row;
    int width = Math.min(column + second(window), high(from) + high(beyond)) - column;
    if (countsPadding == 0) {
      height = Math.min(row + first(window), low(from)) - Math.max(row, 0);
      width = Math.min(column + second(window), high(from)) - Math.max(column, 0);
    }
    int place = out + context.globalIdy * low(to) * high(to) + context.globalIdx;
    memory.set(place, Float8.mult(sum, splat(1f / (height * width))));
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  /** The mean of windows that cover the map evenly: window i is [⌊i·size/places⌋, ⌈(i+1)·size/places⌉). */
  public static void evenAverage(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2,
      int from, int to) {
    int source = in + context.globalIdy * low(from) * high(from);
    int top = context.globalIdx / high(to) * low(from) / low(to);
    int left = context.globalIdx % high(to) * high(from) / high(to);
    int bottom = ((context.globalIdx / high(to) + 1) * low(from) + low(to) - 1) / low(to) + context.globalIdz;
    int right = ((context.globalIdx % high(to) + 1) * high(from) + high(to) - 1) / high(to) + context.globalIdz;
    Float8 sum = splat(0f);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        sum = Float8.add(sum, memory.get(source + row * high(from) + column));
      }
    }
    int place = out + context.globalIdy * low(to) * high(to) + context.globalIdx;
    memory.set(place, Float8.mult(sum, splat(1f / ((bottom - top) * (right - left)))));
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  /** The largest of windows that cover the map evenly: window i is [⌊i·size/places⌋, ⌈(i+1)·size/places⌉). */
  public static void evenLargest(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2,
      int from, int to) {
    int source = in + context.globalIdy * low(from) * high(from);
    int top = context.globalIdx / high(to) * low(from) / low(to);
    int left = context.globalIdx % high(to) * high(from) / high(to);
    int bottom = ((context.globalIdx / high(to) + 1) * low(from) + low(to) - 1) / low(to) + context.globalIdz;
    int right = ((context.globalIdx % high(to) + 1) * high(from) + high(to) - 1) / high(to) + context.globalIdz;
    Float8 most = memory.get(Blocked.LOWEST);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        most = Float8.max(most, memory.get(source + row * high(from) + column));
      }
    }
    int place = out + context.globalIdy * low(to) * high(to) + context.globalIdx;
    memory.set(place, most);
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }
}
