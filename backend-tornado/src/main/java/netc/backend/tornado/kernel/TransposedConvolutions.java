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

/** Transposed convolutions: each cell of the result looks for the taps that reach it. Weights and parameters as {@link Convolutions}. */
public final class TransposedConvolutions {
  private TransposedConvolutions() {}

  /** One cell of 16 channels; the grid is cells of all images by pairs of channel blocks. */
  public static void cell(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int channels, int groups, int from, int to, int window, int frame) {
    FloatArray floats = memory.getArray();
    int pairs = (high(channels) + 1) / 2;
    int group = context.globalIdy / pairs;
    int map = low(to) * high(to);
    int image = context.globalIdx / map;
    int source = in + (image * low(groups) + group) * low(channels) * low(from) * high(from);
    int w = weights + context.globalIdy * first(window) * second(window) * low(channels) * high(groups) * 2;
    Float8 a = memory.get(bias + 2 * context.globalIdy);
    Float8 b = memory.get(bias + 2 * context.globalIdy + 1);
    int taps = first(window) * second(window) + context.globalIdz;
    int blocks = low(channels) + context.globalIdz;
    int lanes = high(groups) + context.globalIdz;
    for (int tap = 0; tap < taps; tap++) {
      int y = context.globalIdx % map / high(to) + first(frame) - tap / second(window) * third(frame);
      int x = context.globalIdx % high(to) + second(frame) - tap % second(window) * fourth(frame);
      int row = y / third(window);
      int column = x / fourth(window);
      // A place that is negative, or no multiple of the stride, is no cell.
      int rest = y - row * third(window) | x - column * fourth(window);
      int mask = inside(row, column, low(from), high(from)) & ~((-rest | y | x) >> 31);
      for (int block = 0; block < blocks; block++) {
        int e = ((source + (block * low(from) + row) * high(from) + column) & mask) * 8;
        for (int i = 0; i < lanes; i++) {
          Float8 value = splat(floats.get(e + i));
          a = Float8.add(a, Float8.mult(value, memory.get(w + 2 * i)));
          b = Float8.add(b, Float8.mult(value, memory.get(w + 2 * i + 1)));
        }
        w += 2 * high(groups);
      }
    }
    int place = out + ((image * low(groups) + group) * high(channels) + context.globalIdy % pairs * 2) * map + context.globalIdx % map;
    memory.set(place, a);
    Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
    if (context.globalIdy % pairs * 2 + 1 < high(channels)) {
      memory.set(place + map, b);
      Functions.finish(memory, place + map, residual >= 0, residual + place + map - out, functions, p1, q1, p2, q2);
      Functions.curve(memory, place + map, functions, p2, q2);
      Functions.lanes(memory, place + map, functions, p2);
    }
  }
}
