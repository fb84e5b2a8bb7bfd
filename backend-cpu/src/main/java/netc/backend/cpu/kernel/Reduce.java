package netc.backend.cpu.kernel;

import java.util.ArrayList;
import java.util.List;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.type.Shape;

/** Reductions along axes. Sums run in double and in index order. */
public final class Reduce implements Kernel {
  /**
   * Neighbouring axes that are reduced, or that stay, taken as one.
   *
   * @param extent their elements
   * @param step from one to the next
   */
  private record Axis(int extent, int step) {}

  private final Reduction op;
  private final int x;
  private final int out;
  private final Finish finish;
  private final List<Axis> kept = new ArrayList<>();
  private final List<Axis> reduced = new ArrayList<>();
  private final int results;
  private final int count;

  /**
   * A reduction.
   *
   * @param op the op
   * @param x the operand's place in memory
   * @param shape its shape
   * @param out the result's place in memory
   * @param finish what is done to it
   */
  public Reduce(Reduction op, int x, Shape shape, int out, Finish finish) {
    this.op = op;
    this.x = x;
    this.out = out;
    this.finish = finish;
    int end = shape.rank();
    while (end > 0) {
      boolean isReduced = op.axes().contains(end - 1);
      int begin = end - 1;
      while (begin > 0 && op.axes().contains(begin - 1) == isReduced) {
        begin--;
      }
      int step = Math.toIntExact(shape.elementsFrom(end));
      (isReduced ? reduced : kept).addFirst(new Axis(Math.toIntExact(shape.elementsFrom(begin) / step), step));
      end = begin;
    }
    results = kept.stream().mapToInt(Axis::extent).reduce(1, Math::multiplyExact);
    count = reduced.stream().mapToInt(Axis::extent).reduce(1, Math::multiplyExact);
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(results, (1 << 14) / count, (begin, end, _) -> {
      for (int i = begin; i < end; i++) {
        memory[out + i] = (float) switch (op) {
          case ReduceMean _ -> sum(memory, start(i), 0, 0) / count;
          case ReduceSum _ -> sum(memory, start(i), 0, 0);
          case ReduceMax _ -> max(memory, start(i), 0);
        };
      }
      finish.apply(memory, memory, out + begin, begin, end - begin);
    });
  }

  private int start(int result) {
    int start = x;
    int rest = result;
    for (Axis axis : kept.reversed()) {
      start += rest % axis.extent() * axis.step();
      rest /= axis.extent();
    }
    return start;
  }

  private double sum(float[] memory, int start, int level, double before) {
    Axis axis = reduced.get(level);
    double sum = before;
    for (int i = 0; i < axis.extent(); i++) {
      int at = start + i * axis.step();
      sum = level == reduced.size() - 1 ? sum + memory[at] : sum(memory, at, level + 1, sum);
    }
    return sum;
  }

  private double max(float[] memory, int start, int level) {
    Axis axis = reduced.get(level);
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < axis.extent(); i++) {
      int at = start + i * axis.step();
      max = Math.max(max, level == reduced.size() - 1 ? memory[at] : max(memory, at, level + 1));
    }
    return max;
  }
}
