package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.element;
import static netc.backend.tornado.kernel.Blocked.splat;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Kernels that look at many elements to make one: normalizations by the input's own statistics, reductions, plain matrix products. */
public final class Statistics {
  /** The number of the sum. */
  public static final int SUM = 0;
  /** The number of the mean. */
  public static final int MEAN = 1;
  /** The number of the largest. */
  public static final int MAX = 2;

  private Statistics() {}

  /** Softmax along an axis; one row of {@code extent} elements, {@code inner} apart, for each work item. */
  public static void softmax(KernelContext context, VectorFloat8 memory, int in, int out, int channels, int cells, int extent, int inner) {
    FloatArray floats = memory.getArray();
    int first = context.globalIdx / inner * extent * inner + context.globalIdx % inner;
    float most = floats.get(in * 8 + element(first, channels, cells));
    for (int i = 1; i < extent; i++) {
      most = TornadoMath.max(most, floats.get(in * 8 + element(first + i * inner, channels, cells)));
    }
    float sum = 0f;
    for (int i = 0; i < extent; i++) {
      int at = element(first + i * inner, channels, cells);
      float power = TornadoMath.exp(floats.get(in * 8 + at) - most);
      floats.set(out * 8 + at, power);
      sum += power;
    }
    for (int i = 0; i < extent; i++) {
      int at = out * 8 + element(first + i * inner, channels, cells);
      floats.set(at, floats.get(at) / sum);
    }
  }

  /** Layer normalization along an axis; one row for each work item, as {@link #softmax}. Gamma and beta are as many floats. */
  public static void layerNorm(
      KernelContext context, VectorFloat8 memory, int in, int out, int gamma, int beta, float epsilon, int channels, int cells, int extent,
      int inner) {
    FloatArray floats = memory.getArray();
    int first = context.globalIdx / inner * extent * inner + context.globalIdx % inner;
    float sum = 0f;
    for (int i = 0; i < extent; i++) {
      sum += floats.get(in * 8 + element(first + i * inner, channels, cells));
    }
    float mean = sum / extent;
    float squares = 0f;
    for (int i = 0; i < extent; i++) {
      float x = floats.get(in * 8 + element(first + i * inner, channels, cells)) - mean;
      squares += x * x;
    }
    float scale = 1f / TornadoMath.sqrt(squares / extent + epsilon);
    for (int i = 0; i < extent; i++) {
      int at = element(first + i * inner, channels, cells);
      float x = (floats.get(in * 8 + at) - mean) * scale;
      floats.set(out * 8 + at, x * floats.get(gamma * 8 + i) + floats.get(beta * 8 + i));
    }
  }

  /** Layer normalization of the channels of each cell, a multiple of 8 of them; the grid is cells by images. */
  public static void layerNormOfChannels(
      KernelContext context, VectorFloat8 memory, int in, int out, int gamma, int beta, float epsilon, int blocks, int cells) {
    int first = context.globalIdy * blocks * cells + context.globalIdx;
    Float8 sum = splat(0f);
    for (int i = 0; i < blocks; i++) {
      sum = Float8.add(sum, memory.get(in + first + i * cells));
    }
    Float8 mean = splat(total(sum) / (blocks * 8));
    Float8 squares = splat(0f);
    for (int i = 0; i < blocks; i++) {
      Float8 x = Float8.sub(memory.get(in + first + i * cells), mean);
      squares = Float8.add(squares, Float8.mult(x, x));
    }
    Float8 scale = splat(1f / TornadoMath.sqrt(total(squares) / (blocks * 8) + epsilon));
    for (int i = 0; i < blocks; i++) {
      Float8 x = Float8.mult(Float8.sub(memory.get(in + first + i * cells), mean), scale);
      memory.set(out + first + i * cells, Float8.add(Float8.mult(x, memory.get(gamma + i)), memory.get(beta + i)));
    }
  }

  private static float total(Float8 x) {
    return x.getS0() + x.getS1() + x.getS2() + x.getS3() + x.getS4() + x.getS5() + x.getS6() + x.getS7();
  }

  /** Instance normalization; one block of channels of an image for each work item. */
  public static void instanceNorm(
      KernelContext context, VectorFloat8 memory, int in, int out, int gamma, int beta, float epsilon, int blocks, int cells) {
    int first = context.globalIdx * cells;
    Float8 sum = splat(0f);
    for (int i = 0; i < cells; i++) {
      sum = Float8.add(sum, memory.get(in + first + i));
    }
    Float8 mean = Float8.mult(sum, splat(1f / cells));
    Float8 squares = splat(0f);
    for (int i = 0; i < cells; i++) {
      Float8 x = Float8.sub(memory.get(in + first + i), mean);
      squares = Float8.add(squares, Float8.mult(x, x));
    }
    Float8 variance = Float8.add(Float8.mult(squares, splat(1f / cells)), splat(epsilon));
    Float8 scale = Float8.mult(
        memory.get(gamma + context.globalIdx % blocks),
        new Float8(
            1f / TornadoMath.sqrt(variance.getS0()), 1f / TornadoMath.sqrt(variance.getS1()), 1f / TornadoMath.sqrt(variance.getS2()),
            1f / TornadoMath.sqrt(variance.getS3()), 1f / TornadoMath.sqrt(variance.getS4()), 1f / TornadoMath.sqrt(variance.getS5()),
            1f / TornadoMath.sqrt(variance.getS6()), 1f / TornadoMath.sqrt(variance.getS7())));
    Float8 shift = memory.get(beta + context.globalIdx % blocks);
    for (int i = 0; i < cells; i++) {
      memory.set(out + first + i, Float8.add(Float8.mult(Float8.sub(memory.get(in + first + i), mean), scale), shift));
    }
  }

  /** Local response normalization; one vector for each work item, the grid is cells by blocks by images. {@code alpha} is divided by the size. */
  public static void localResponseNorm(
      KernelContext context, VectorFloat8 memory, int in, int out, int channels, int cells, int before, int after, float alpha, float beta,
      float bias) {
    FloatArray floats = memory.getArray();
    int image = context.globalIdz * ((channels + 7) / 8);
    int vector = (image + context.globalIdy) * cells + context.globalIdx;
    int lanes = 8 + Math.min(context.globalIdx, 0); // 8, which TornadoVM does not know: it would unroll
    for (int i = 0; i < lanes; i++) {
      int channel = Math.min(context.globalIdy * 8 + i, channels - 1);
      int begin = Math.max(channel - before, 0);
      int end = Math.min(channel + after, channels - 1);
      float sum = 0f;
      for (int c = begin; c <= end; c++) {
        float x = floats.get((in + (image + (c >> 3)) * cells + context.globalIdx) * 8 + (c & 7));
        sum += x * x;
      }
      float scale = TornadoMath.pow(bias + alpha * sum, beta);
      floats.set((out + vector) * 8 + i, floats.get((in + vector) * 8 + i) / scale);
    }
  }

  /**
   * The sum, mean or largest along some axes of a tensor of four; one element of the result, in row-major order, for each work item. The axes whose bit
   * (from the lowest: the first axis) is set in {@code reduced} are reduced.
   */
  public static void reduce(
      KernelContext context, VectorFloat8 memory, int in, int inChannels, int inCells, int out, int outChannels, int outCells, int extent0,
      int extent1, int extent2, int extent3, int reduced, int kind) {
    FloatArray floats = memory.getArray();
    int kept3 = (reduced & 8) != 0 ? 1 : extent3;
    int kept2 = (reduced & 4) != 0 ? 1 : extent2;
    int kept1 = (reduced & 2) != 0 ? 1 : extent1;
    int place = context.globalIdx;
    int d = place % kept3;
    int c = place / kept3 % kept2;
    int b = place / (kept3 * kept2) % kept1;
    int a = place / (kept3 * kept2 * kept1);
    int count0 = (reduced & 1) != 0 ? extent0 : 1;
    int count1 = (reduced & 2) != 0 ? extent1 : 1;
    int count2 = (reduced & 4) != 0 ? extent2 : 1;
    int count3 = (reduced & 8) != 0 ? extent3 : 1;
    int count = count0 * count1 * count2 * count3 + context.globalIdy;
    float sum = 0f;
    float most = -Float.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      int w = d + i % count3;
      int z = c + i / count3 % count2;
      int y = b + i / (count3 * count2) % count1;
      int x = a + i / (count3 * count2 * count1);
      float value = floats.get(in * 8 + element(((x * extent1 + y) * extent2 + z) * extent3 + w, inChannels, inCells));
      sum += value;
      most = TornadoMath.max(most, value);
    }
    float result = sum;
    if (kind == MEAN) {
      result = sum / count;
    }
    if (kind == MAX) {
      result = most;
    }
    floats.set(out * 8 + element(place, outChannels, outCells), result);
  }

  /**
   * Products of matrices of {@code rows} by {@code depth} and {@code depth} by {@code width} elements; one element of the result for each work item.
   * From one matrix to the next it is {@code step} elements in the second operand: none if one multiplies all.
   */
  public static void products(
      KernelContext context, VectorFloat8 memory, int in, int inChannels, int inCells, int matrix, int matrixChannels, int matrixCells,
      int out,
      int outChannels, int outCells, int depth, int width, int rows, int step) {
    FloatArray floats = memory.getArray();
    int row = context.globalIdx / width;
    int first = row / rows * step + context.globalIdx % width;
    float sum = 0f;
    for (int i = 0; i < depth; i++) {
      float x = floats.get(in * 8 + element(row * depth + i, inChannels, inCells));
      sum += x * floats.get(matrix * 8 + element(first + i * width, matrixChannels, matrixCells));
    }
    floats.set(out * 8 + element(context.globalIdx, outChannels, outCells), sum);
  }
}
