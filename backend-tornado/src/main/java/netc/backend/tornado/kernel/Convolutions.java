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
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/**
 * Convolutions for devices whose work items are threads of a CPU: accumulators in registers, no local memory. Each work item makes 16 channels of
 * some cells. The weights of 16 output channels lie together: {@code [group, pair of blocks, tap, input channel, 16]}, and so do their biases.
 * Parameters that all have:
 * <ul>
 * <li>{@code channels}: blocks of input and of output channels of a group; {@code groups}: groups, and input channels of a block
 * <li>{@code from}, {@code to}: rows and columns of the input and of the result
 * <li>{@code window}: rows and columns of the kernel, strides; {@code frame}: padding above and on the left, dilations
 * </ul>
 */
public final class Convolutions {
  /** Cells of a work item of {@link #tile}. */
  public static final int TILE = 6;

  /** Channels of a work item. */
  public static final int CHANNELS = 16;

  private Convolutions() {}

  /** Six cells of 16 channels; the grid is tiles of cells by pairs of channel blocks. */
  public static void tile(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int images, int channels, int groups, int from, int to, int window, int frame) {
    FloatArray floats = memory.getArray();
    int pairs = (high(channels) + 1) / 2;
    int group = context.globalIdy / pairs;
    int last = images * low(to) * high(to) - 1;
    int c0 = Math.min(context.globalIdx * 6, last);
    int c1 = Math.min(context.globalIdx * 6 + 1, last);
    int c2 = Math.min(context.globalIdx * 6 + 2, last);
    int c3 = Math.min(context.globalIdx * 6 + 3, last);
    int c4 = Math.min(context.globalIdx * 6 + 4, last);
    int c5 = Math.min(context.globalIdx * 6 + 5, last);
    int source = in + group * low(channels) * low(from) * high(from);
    int y0 = row(c0, to, window, frame), z0 = column(c0, to, window, frame);
    int y1 = row(c1, to, window, frame), z1 = column(c1, to, window, frame);
    int y2 = row(c2, to, window, frame), z2 = column(c2, to, window, frame);
    int y3 = row(c3, to, window, frame), z3 = column(c3, to, window, frame);
    int y4 = row(c4, to, window, frame), z4 = column(c4, to, window, frame);
    int y5 = row(c5, to, window, frame), z5 = column(c5, to, window, frame);
    int s0 = source + (image(c0, channels, groups, from, to) + y0) * high(from) + z0;
    int s1 = source + (image(c1, channels, groups, from, to) + y1) * high(from) + z1;
    int s2 = source + (image(c2, channels, groups, from, to) + y2) * high(from) + z2;
    int s3 = source + (image(c3, channels, groups, from, to) + y3) * high(from) + z3;
    int s4 = source + (image(c4, channels, groups, from, to) + y4) * high(from) + z4;
    int s5 = source + (image(c5, channels, groups, from, to) + y5) * high(from) + z5;
    int w = weights + context.globalIdy * first(window) * second(window) * low(channels) * high(groups) * 2;
    Float8 a0 = memory.get(bias + 2 * context.globalIdy);
    Float8 b0 = memory.get(bias + 2 * context.globalIdy + 1);
    Float8 a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
    Float8 b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
    // The third axis of the grid has size 1, which TornadoVM does not know: it would unroll the loops.
    int taps = first(window) * second(window) + context.globalIdz;
    int blocks = low(channels) + context.globalIdz;
    int lanes = high(groups) + context.globalIdz;
    for (int tap = 0; tap < taps; tap++) {
      int down = tap / second(window) * third(frame);
      int right = tap % second(window) * fourth(frame);
      int m0 = inside(y0 + down, z0 + right, low(from), high(from));
      int m1 = inside(y1 + down, z1 + right, low(from), high(from));
      int m2 = inside(y2 + down, z2 + right, low(from), high(from));
      int m3 = inside(y3 + down, z3 + right, low(from), high(from));
      int m4 = inside(y4 + down, z4 + right, low(from), high(from));
      int m5 = inside(y5 + down, z5 + right, low(from), high(from));
      for (int block = 0; block < blocks; block++) {
        int step = (block * low(from) + down) * high(from) + right;
        int e0 = ((s0 + step) & m0) * 8;
        int e1 = ((s1 + step) & m1) * 8;
        int e2 = ((s2 + step) & m2) * 8;
        int e3 = ((s3 + step) & m3) * 8;
        int e4 = ((s4 + step) & m4) * 8;
        int e5 = ((s5 + step) & m5) * 8;
        for (int i = 0; i < lanes; i++) {
          Float8 wa = memory.get(w + 2 * i);
          Float8 wb = memory.get(w + 2 * i + 1);
          Float8 x0 = splat(floats.get(e0 + i));
          a0 = Float8.add(a0, Float8.mult(x0, wa));
          b0 = Float8.add(b0, Float8.mult(x0, wb));
          Float8 x1 = splat(floats.get(e1 + i));
          a1 = Float8.add(a1, Float8.mult(x1, wa));
          b1 = Float8.add(b1, Float8.mult(x1, wb));
          Float8 x2 = splat(floats.get(e2 + i));
          a2 = Float8.add(a2, Float8.mult(x2, wa));
          b2 = Float8.add(b2, Float8.mult(x2, wb));
          Float8 x3 = splat(floats.get(e3 + i));
          a3 = Float8.add(a3, Float8.mult(x3, wa));
          b3 = Float8.add(b3, Float8.mult(x3, wb));
          Float8 x4 = splat(floats.get(e4 + i));
          a4 = Float8.add(a4, Float8.mult(x4, wa));
          b4 = Float8.add(b4, Float8.mult(x4, wb));
          Float8 x5 = splat(floats.get(e5 + i));
          a5 = Float8.add(a5, Float8.mult(x5, wa));
          b5 = Float8.add(b5, Float8.mult(x5, wb));
        }
        w += 2 * high(groups);
      }
    }
    int target = out + (group * high(channels) + context.globalIdy % pairs * 2) * low(to) * high(to);
    int map = low(to) * high(to);
    memory.set(target + result(c0, channels, groups, to), a0);
    memory.set(target + result(c1, channels, groups, to), a1);
    memory.set(target + result(c2, channels, groups, to), a2);
    memory.set(target + result(c3, channels, groups, to), a3);
    memory.set(target + result(c4, channels, groups, to), a4);
    memory.set(target + result(c5, channels, groups, to), a5);
    if (context.globalIdy % pairs * 2 + 1 < high(channels)) {
      memory.set(target + map + result(c0, channels, groups, to), b0);
      memory.set(target + map + result(c1, channels, groups, to), b1);
      memory.set(target + map + result(c2, channels, groups, to), b2);
      memory.set(target + map + result(c3, channels, groups, to), b3);
      memory.set(target + map + result(c4, channels, groups, to), b4);
      memory.set(target + map + result(c5, channels, groups, to), b5);
    }
    if (functions != 0 || residual >= 0) {
      int cells = Math.min(6, last + 1 - context.globalIdx * 6);
      for (int i = 0; i < cells; i++) {
        int place = target + result(c0 + i, channels, groups, to);
        Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
        Functions.curve(memory, place, functions, p2, q2);
        Functions.lanes(memory, place, functions, p2);
        if (context.globalIdy % pairs * 2 + 1 < high(channels)) {
          place += map;
          Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
          Functions.curve(memory, place, functions, p2, q2);
          Functions.lanes(memory, place, functions, p2);
        }
      }
    }
  }

  /** One cell of 16 channels, for matrices by vectors; the grid is cells by pairs of channel blocks. */
  public static void cell(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int channels, int groups, int from, int to, int window, int frame) {
    FloatArray floats = memory.getArray();
    int pairs = (high(channels) + 1) / 2;
    int group = context.globalIdy / pairs;
    int source = in + (group * low(channels) * low(from) + image(context.globalIdx, channels, groups, from, to)) * high(from);
    int y = row(context.globalIdx, to, window, frame);
    int z = column(context.globalIdx, to, window, frame);
    int w = weights + context.globalIdy * first(window) * second(window) * low(channels) * high(groups) * 2;
    Float8 a0 = memory.get(bias + 2 * context.globalIdy);
    Float8 b0 = memory.get(bias + 2 * context.globalIdy + 1);
    Float8 a1 = splat(0f), b1 = a1;
    int taps = first(window) * second(window) + context.globalIdz;
    int blocks = low(channels) + context.globalIdz;
    int lanes = high(groups) + context.globalIdz;
    for (int tap = 0; tap < taps; tap++) {
      int row = y + tap / second(window) * third(frame);
      int column = z + tap % second(window) * fourth(frame);
      int mask = inside(row, column, low(from), high(from));
      for (int block = 0; block < blocks; block++) {
        int e = ((source + (block * low(from) + row) * high(from) + column) & mask) * 8;
        for (int i = 0; i < lanes; i += 2) {
          Float8 u = splat(floats.get(e + i));
          a0 = Float8.add(a0, Float8.mult(u, memory.get(w + 2 * i)));
          b0 = Float8.add(b0, Float8.mult(u, memory.get(w + 2 * i + 1)));
          if (i + 1 < high(groups)) {
            Float8 v = splat(floats.get(e + i + 1));
            a1 = Float8.add(a1, Float8.mult(v, memory.get(w + 2 * i + 2)));
            b1 = Float8.add(b1, Float8.mult(v, memory.get(w + 2 * i + 3)));
          }
        }
        w += 2 * high(groups);
      }
    }
    int place = out + (group * high(channels) + context.globalIdy % pairs * 2) * low(to) * high(to)
        + result(context.globalIdx, channels, groups, to);
    memory.set(place, Float8.add(a0, a1));
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
    if (context.globalIdy % pairs * 2 + 1 < high(channels)) {
      place += low(to) * high(to);
      memory.set(place, Float8.add(b0, b1));
      Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
      Functions.curve(memory, place, functions, p2, q2);
      Functions.lanes(memory, place, functions, p2);
    }
  }

  /** The row of the first tap of a cell of the result; negative in the padding. */
  private static int row(int cell, int to, int window, int frame) {
    return cell % (low(to) * high(to)) / high(to) * third(window) - first(frame);
  }

  private static int column(int cell, int to, int window, int frame) {
    return cell % high(to) * fourth(window) - second(frame);
  }

  /** The rows of a group's map before the image that a cell of the result is of. */
  private static int image(int cell, int channels, int groups, int from, int to) {
    return cell / (low(to) * high(to)) * low(groups) * low(channels) * low(from);
  }

  /** Where a cell of the result is, from the first of its channels of the first image on. */
  private static int result(int cell, int channels, int groups, int to) {
    int map = low(to) * high(to);
    return cell / map * low(groups) * high(channels) * map + cell % map;
  }
}
