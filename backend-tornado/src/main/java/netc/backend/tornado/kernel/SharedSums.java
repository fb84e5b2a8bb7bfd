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
 * Convolutions for GPUs that have few cells, as linear layers have: a work group makes one cell of 16 channels, and its work items divide the sums
 * among them. Neighbours read neighbouring weights. Weights and parameters as {@link Convolutions}.
 */
public final class SharedSums {
  /** Work items of a group for each channel. */
  public static final int SLICES = 16;

  private SharedSums() {}

  /** The grid is 16 channels for each pair of blocks by {@link #SLICES} by cells. */
  public static void sums(
      KernelContext context, VectorFloat8 memory, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
      float p2, float q2, int channels, int groups, int from, int to, int window, int frame) {
    float[] sums = context.allocateFloatLocalArray(256);
    FloatArray floats = memory.getArray();
    int lane = context.localIdx;
    int pairs = (high(channels) + 1) / 2;
    int group = context.groupIdx / pairs;
    int map = low(to) * high(to);
    int cell = context.groupIdz;
    int row = cell % map / high(to) * third(window) - first(frame);
    int column = cell % high(to) * fourth(window) - second(frame);
    int source = in + (cell / map * low(groups) + group) * low(channels) * low(from) * high(from);
    int count = first(window) * second(window) * low(channels) * high(groups);
    int weight = weights * 8 + context.groupIdx * count * 16 + lane;
    float sum = 0f;
    for (int i = context.localIdy; i < count; i += 16) {
      int block = i / high(groups) % low(channels);
      int tap = i / (high(groups) * low(channels));
      int y = row + tap / second(window) * third(frame);
      int x = column + tap % second(window) * fourth(frame);
      int vector = (source + (block * low(from) + y) * high(from) + x) & inside(y, x, low(from), high(from));
      sum += floats.get(vector * 8 + i % high(groups)) * floats.get(weight + i * 16);
    }
    sums[context.localIdy * 16 + lane] = sum;
    context.localBarrier();
    float total = floats.get((bias + 2 * context.groupIdx) * 8 + lane);
    for (int i = 0; i < 16; i++) {
      total += sums[i * 16 + lane];
    }
    context.localBarrier();
    sums[context.localIdy * 16 + lane] = total;
    context.localBarrier();
    // The first work item of each block ends its work.
    int block = context.groupIdx % pairs * 2 + lane / 8;
    if (context.localIdy == 0 && lane % 8 == 0 && block < high(channels)) {
      int place = out + ((cell / map * low(groups) + group) * high(channels) + block) * map + cell % map;
      memory.set(place, new Float8(sums[lane], sums[lane + 1], sums[lane + 2], sums[lane + 3], sums[lane + 4], sums[lane + 5],
          sums[lane + 6], sums[lane + 7]));
      Functions.finish(memory, place, residual >= 0, residual + place - out, functions, p1, q1, p2, q2);
      Functions.curve(memory, place, functions, p2, q2);
      Functions.lanes(memory, place, functions, p2);
    }
  }
}
