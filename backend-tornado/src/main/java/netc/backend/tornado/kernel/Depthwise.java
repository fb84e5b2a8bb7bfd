package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.inside;
import static netc.backend.tornado.kernel.Packed.first;
import static netc.backend.tornado.kernel.Packed.fourth;
import static netc.backend.tornado.kernel.Packed.high;
import static netc.backend.tornado.kernel.Packed.low;
import static netc.backend.tornado.kernel.Packed.second;
import static netc.backend.tornado.kernel.Packed.third;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Convolutions with a group for each channel: every lane for itself. Weights are {@code [block, tap, 8]}. */
public final class Depthwise {
  /** Cells of a work item. */
  public static final int TILE = 4;

  private Depthwise() {}

  /** Four cells of 8 channels; the grid is tiles of cells by blocks by images. Parameters as {@link Convolutions}. */
  public static void tile(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int blocks, int from, int to, int window, int frame) {
    int last = low(to) * high(to) - 1;
    int source = in + (context.globalIdz * blocks + context.globalIdy) * low(from) * high(from);
    int w = weights + context.globalIdy * first(window) * second(window);
    int c0 = Math.min(context.globalIdx * 4, last);
    int c1 = Math.min(context.globalIdx * 4 + 1, last);
    int c2 = Math.min(context.globalIdx * 4 + 2, last);
    int c3 = Math.min(context.globalIdx * 4 + 3, last);
    Float8 a0 = memory.get(bias + context.globalIdy);
    Float8 a1 = a0, a2 = a0, a3 = a0;
    for (int ky = 0; ky < first(window); ky++) {
      for (int kx = 0; kx < second(window); kx++) {
        Float8 weight = memory.get(w + ky * second(window) + kx);
        a0 = Float8.add(a0, Float8.mult(weight, memory.get(read(source, c0, ky, kx, from, to, window, frame))));
        a1 = Float8.add(a1, Float8.mult(weight, memory.get(read(source, c1, ky, kx, from, to, window, frame))));
        a2 = Float8.add(a2, Float8.mult(weight, memory.get(read(source, c2, ky, kx, from, to, window, frame))));
        a3 = Float8.add(a3, Float8.mult(weight, memory.get(read(source, c3, ky, kx, from, to, window, frame))));
      }
    }
    int target = out + (context.globalIdz * blocks + context.globalIdy) * low(to) * high(to);
    memory.set(target + c0, a0);
    memory.set(target + c1, a1);
    memory.set(target + c2, a2);
    memory.set(target + c3, a3);
    if (functions != 0 || residual >= 0) {
      int cells = Math.min(4, last + 1 - context.globalIdx * 4);
      for (int i = 0; i < cells; i++) {
        int place = target + c0 + i;
        Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
        Functions.curve(memory, place, functions, p2, q2);
        Functions.lanes(memory, place, functions, p2);
      }
    }
  }

  /** One cell of 8 channels, for GPUs, where neighbouring work items read neighbouring cells; the grid is cells by blocks by images. */
  public static void cell(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int blocks, int from, int to, int window, int frame) {
    int map = context.globalIdz * blocks + context.globalIdy;
    int w = weights + context.globalIdy * first(window) * second(window);
    Float8 sum = memory.get(bias + context.globalIdy);
    for (int ky = 0; ky < first(window); ky++) {
      for (int kx = 0; kx < second(window); kx++) {
        int place = read(in + map * low(from) * high(from), context.globalIdx, ky, kx, from, to, window, frame);
        sum = Float8.add(sum, Float8.mult(memory.get(w + ky * second(window) + kx), memory.get(place)));
      }
    }
    int place = out + map * low(to) * high(to) + context.globalIdx;
    memory.set(place, sum);
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  private static int read(int source, int cell, int ky, int kx, int from, int to, int window, int frame) {
    int row = cell / high(to) * third(window) + ky * third(frame) - first(frame);
    int column = cell % high(to) * fourth(window) + kx * fourth(frame) - second(frame);
    return (source + row * high(from) + column) & inside(row, column, low(from), high(from));
  }
}
