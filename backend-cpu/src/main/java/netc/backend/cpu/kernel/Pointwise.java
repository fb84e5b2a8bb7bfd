package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;

/** Kernels that go through a tensor element by element or map by map. */
public final class Pointwise {
  private static final int PIECE = 1 << 14;

  private Pointwise() {}

  /** Copies {@code count} elements; all that a scalar function is, is in {@code finish}. */
  public static Kernel map(int x, int out, int count, Finish finish) {
    return frame -> frame.forRanges(count, PIECE, (begin, end, _) -> {
      float[] memory = frame.memory();
      System.arraycopy(memory, x + begin, memory, out + begin, end - begin);
      finish.apply(memory, memory, out + begin, begin, end - begin);
    });
  }

  /**
   * Leaky ReLU with a slope for each channel.
   *
   * @param x the input's place in memory
   * @param slope the slopes' place in memory
   * @param slopes how many there are: 1 or {@code channels}
   * @param out the result's place in memory
   * @param maps maps of all images
   * @param channels channels of an image
   * @param map elements of a map
   * @param finish what is done to the result
   */
  public static Kernel prelu(int x, int slope, int slopes, int out, int maps, int channels, int map, Finish finish) {
    return frame -> frame.forRanges(maps, PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      System.arraycopy(memory, x + begin * map, memory, out + begin * map, (end - begin) * map);
      for (int i = begin; i < end; i++) {
        Activations.leakyRelu(memory, out + i * map, map, memory[slope + (slopes == 1 ? 0 : i % channels)]);
      }
      finish.apply(memory, memory, out + begin * map, begin * map, (end - begin) * map);
    });
  }

  /**
   * Where the operands of a batch normalization are in memory.
   *
   * @param x the input
   * @param gamma the factors
   * @param beta the offsets
   * @param mean the means
   * @param variance the variances
   */
  public record NormOperands(int x, int gamma, int beta, int mean, int variance) {}

  /**
   * Batch normalization.
   *
   * @param at the operands
   * @param epsilon added to the variance
   * @param out the result's place in memory
   * @param maps maps of all images
   * @param channels channels of an image
   * @param map elements of a map
   * @param finish what is done to the result
   */
  public static Kernel batchNorm(NormOperands at, double epsilon, int out, int maps, int channels, int map, Finish finish) {
    return frame -> frame.forRanges(maps, PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int i = begin; i < end; i++) {
        int c = i % channels;
        float factor = (float) (memory[at.gamma() + c] / Math.sqrt(memory[at.variance() + c] + epsilon));
        scale(memory, at.x() + i * map, memory[at.mean() + c], factor, memory[at.beta() + c], out + i * map, map);
      }
      finish.apply(memory, memory, out + begin * map, begin * map, (end - begin) * map);
    });
  }

  /**
   * Batch normalization in the blocked layout.
   *
   * @param at the operands
   * @param epsilon added to the variance
   * @param out the result's place in memory
   * @param sizes its sizes
   * @param finish what is done to it
   */
  public static Kernel blockedBatchNorm(NormOperands at, double epsilon, int out, Sizes sizes, Finish finish) {
    int blocks = Channels.blocks(sizes.channels());
    int size = Channels.block(sizes);
    return frame -> frame.forRanges(sizes.batch() * blocks, PIECE / size, (begin, end, _) -> {
      float[] memory = frame.memory();
      float[] factors = new float[Lanes.COUNT];
      for (int i = begin; i < end; i++) {
        int c = i % blocks * Lanes.COUNT;
        for (int lane = 0; lane < Math.min(Lanes.COUNT, sizes.channels() - c); lane++) {
          factors[lane] = (float) (memory[at.gamma() + c + lane] / Math.sqrt(memory[at.variance() + c + lane] + epsilon));
        }
        scaleBlock(memory, at.x() + i * size, at.mean() + c, factors, at.beta() + c, out + i * size, size);
      }
      finish.apply(memory, memory, out + begin * size, begin * size, (end - begin) * size);
    });
  }

  private static void scaleBlock(float[] memory, int x, int mean, float[] factors, int beta, int out, int count) {
    var means = FloatVector.fromArray(Lanes.SPECIES, memory, mean);
    var scale = FloatVector.fromArray(Lanes.SPECIES, factors, 0);
    var offsets = FloatVector.fromArray(Lanes.SPECIES, memory, beta);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, memory, x + i).sub(means).fma(scale, offsets).intoArray(memory, out + i);
    }
  }

  /** {@code (x − mean) · factor + offset}: the mean first, as the difference may be small beside it. */
  private static void scale(float[] memory, int x, float mean, float factor, float offset, int out, int count) {
    var factors = FloatVector.broadcast(Lanes.SPECIES, factor);
    var offsets = FloatVector.broadcast(Lanes.SPECIES, offset);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, memory, x + i).sub(mean).fma(factors, offsets).intoArray(memory, out + i);
    }
    for (; i < count; i++) {
      memory[out + i] = Math.fma(memory[x + i] - mean, factor, offset);
    }
  }
}
