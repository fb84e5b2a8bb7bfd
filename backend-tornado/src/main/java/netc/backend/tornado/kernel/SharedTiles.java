package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.inside;
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
 * Convolutions for GPUs: a work group makes 64 cells of 64 channels, tap by tap and block by block of input channels, from tiles of both in local
 * memory. Each of its 32 by 8 work items makes two cells of 8 channels, in scalars: TornadoVM's private arrays are slow. Weights and parameters as
 * {@link Convolutions}.
 */
public final class SharedTiles {
  /** Cells, and channels, of a work group. */
  public static final int TILE = 64;

  /** Work items of a group along the cells. */
  public static final int WIDTH = 32;

  /** Work items of a group along the channels. */
  public static final int HEIGHT = 8;

  private SharedTiles() {}

  /** The grid is {@link #WIDTH} for each 64 cells of all images by {@link #HEIGHT} for each 64 channels of all groups. */
  public static void shared(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int images, int channels, int groups, int from, int to, int window, int frame) {
    float[] weightTile = context.allocateFloatLocalArray(512);
    float[] cellTile = context.allocateFloatLocalArray(512);
    FloatArray floats = memory.getArray();
    int item = context.localIdy * 32 + context.localIdx;
    int pairs = (high(channels) + 1) / 2;
    int steps = (pairs + 3) / 4;
    int group = context.groupIdy / steps;
    int firstPair = context.groupIdy % steps * 4;
    int map = low(to) * high(to);
    int last = images * map - 1;
    // What this work item brings to local memory: two weights of input channels 4 apart, and two cells 32 apart of one input channel.
    int pair = group * pairs + Math.min(firstPair + item % 64 / 16, pairs - 1);
    int weight = weights * 8 + pair * first(window) * second(window) * low(channels) * high(groups) * 16 + item % 16;
    int depth = item / 64;
    int lane = item % 8;
    int cell0 = Math.min(context.groupIdx * 64 + item / 8, last);
    int cell1 = Math.min(context.groupIdx * 64 + 32 + item / 8, last);
    int y0 = cell0 % map / high(to) * third(window) - first(frame);
    int y1 = cell1 % map / high(to) * third(window) - first(frame);
    int z0 = cell0 % high(to) * fourth(window) - second(frame);
    int z1 = cell1 % high(to) * fourth(window) - second(frame);
    int source0 = in + ((cell0 / map * low(groups) + group) * low(channels) * low(from) + y0) * high(from) + z0;
    int source1 = in + ((cell1 / map * low(groups) + group) * low(channels) * low(from) + y1) * high(from) + z1;
    int block8 = Math.min(firstPair * 2 + context.localIdy, high(channels) - 1);
    int bias8 = (bias + group * pairs * 2 + block8) * 8;
    float a0 = floats.get(bias8 + 0), b0 = a0;
    float a1 = floats.get(bias8 + 1), b1 = a1;
    float a2 = floats.get(bias8 + 2), b2 = a2;
    float a3 = floats.get(bias8 + 3), b3 = a3;
    float a4 = floats.get(bias8 + 4), b4 = a4;
    float a5 = floats.get(bias8 + 5), b5 = a5;
    float a6 = floats.get(bias8 + 6), b6 = a6;
    float a7 = floats.get(bias8 + 7), b7 = a7;
    // The third axis of the grid has size 1, which TornadoVM does not know: it would unroll the loops.
    int taps = first(window) * second(window) + context.globalIdz;
    int blocks = low(channels) + context.globalIdz;
    for (int tap = 0; tap < taps; tap++) {
      int down = tap / second(window) * third(frame);
      int right = tap % second(window) * fourth(frame);
      int mask0 = inside(y0 + down, z0 + right, low(from), high(from));
      int mask1 = inside(y1 + down, z1 + right, low(from), high(from));
      for (int block = 0; block < blocks; block++) {
        int step = (block * low(from) + down) * high(from) + right;
        int row = (tap * low(channels) + block) * high(groups);
        float weight0 = floats.get(weight + (row + Math.min(depth, high(groups) - 1)) * 16);
        float weight1 = floats.get(weight + (row + Math.min(depth + 4, high(groups) - 1)) * 16);
        float x = floats.get(((source0 + step) & mask0) * 8 + lane);
        float y = floats.get(((source1 + step) & mask1) * 8 + lane);
        context.localBarrier();
        weightTile[item] = depth < high(groups) ? weight0 : 0f;
        weightTile[item + 256] = depth + 4 < high(groups) ? weight1 : 0f;
        cellTile[lane * 64 + item / 8] = x;
        cellTile[lane * 64 + 32 + item / 8] = y;
        context.localBarrier();
        for (int k = 0; k < 8; k++) {
          float x0 = cellTile[k * 64 + context.localIdx];
          float x1 = cellTile[k * 64 + 32 + context.localIdx];
          float w0 = weightTile[k * 64 + context.localIdy * 8 + 0];
          a0 += w0 * x0;
          b0 += w0 * x1;
          float w1 = weightTile[k * 64 + context.localIdy * 8 + 1];
          a1 += w1 * x0;
          b1 += w1 * x1;
          float w2 = weightTile[k * 64 + context.localIdy * 8 + 2];
          a2 += w2 * x0;
          b2 += w2 * x1;
          float w3 = weightTile[k * 64 + context.localIdy * 8 + 3];
          a3 += w3 * x0;
          b3 += w3 * x1;
          float w4 = weightTile[k * 64 + context.localIdy * 8 + 4];
          a4 += w4 * x0;
          b4 += w4 * x1;
          float w5 = weightTile[k * 64 + context.localIdy * 8 + 5];
          a5 += w5 * x0;
          b5 += w5 * x1;
          float w6 = weightTile[k * 64 + context.localIdy * 8 + 6];
          a6 += w6 * x0;
          b6 += w6 * x1;
          float w7 = weightTile[k * 64 + context.localIdy * 8 + 7];
          a7 += w7 * x0;
          b7 += w7 * x1;
        }
      }
    }
    if (firstPair * 2 + context.localIdy < high(channels)) {
      int target = out + (group * high(channels) + block8) * map;
      int c0 = context.groupIdx * 64 + context.localIdx;
      int c1 = c0 + 32;
      int image = low(groups) * high(channels) * map;
      if (c0 <= last) {
        int place = target + c0 / map * image + c0 % map;
        memory.set(place, new Float8(a0, a1, a2, a3, a4, a5, a6, a7));
        Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
        Functions.curve(memory, place, functions, p2, q2);
        Functions.lanes(memory, place, functions, p2);
      }
      if (c1 <= last) {
        int place = target + c1 / map * image + c1 % map;
        memory.set(place, new Float8(b0, b1, b2, b3, b4, b5, b6, b7));
        Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
        Functions.curve(memory, place, functions, p2, q2);
        Functions.lanes(memory, place, functions, p2);
      }
    }
  }
}
