package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;

/** Softmax along one axis of {@code [outer, extent, inner]}; a task is a few lines along the axis. */
public final class SoftmaxRows implements Kernel {
  private final int x;
  private final int out;
  private final int outer;
  private final int extent;
  private final int inner;
  private final Finish finish;

  /**
   * A softmax.
   *
   * @param x the input's place in memory
   * @param out the result's place in memory
   * @param outer elements before the axis
   * @param extent elements along the axis
   * @param inner elements behind the axis
   * @param finish what is done to the result
   */
  public SoftmaxRows(int x, int out, int outer, int extent, int inner, Finish finish) {
    this.x = x;
    this.out = out;
    this.outer = outer;
    this.extent = extent;
    this.inner = inner;
    this.finish = finish;
  }

  @Override
  public int scratch() {
    return extent + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(outer * inner, (1 << 12) / extent, (begin, end, scratch) -> {
      for (int line = begin; line < end; line++) {
        line(memory, line / inner * inner * extent + line % inner, scratch);
      }
    });
    frame.forRanges(outer * inner * extent, 1 << 14, (begin, end, _) -> finish.apply(memory, memory, out + begin, begin, end - begin));
  }

  private void line(float[] memory, int start, float[] scratch) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < extent; i++) {
      scratch[i] = memory[x + start + i * inner];
      max = Math.max(max, scratch[i]);
    }
    for (int i = 0; i < extent; i += Lanes.COUNT) {
      Exponential.exp(FloatVector.fromArray(Lanes.SPECIES, scratch, i).sub(max)).intoArray(scratch, i);
    }
    double sum = 0;
    for (int i = 0; i < extent; i++) {
      sum += scratch[i];
    }
    for (int i = 0; i < extent; i++) {
      memory[out + start + i * inner] = (float) (scratch[i] / sum);
    }
  }
}
