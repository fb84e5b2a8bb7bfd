package netc.backend.cpu.kernel;

import java.util.List;
import java.util.stream.IntStream;
import netc.ir.op.Slice;
import netc.ir.type.Shape;

/** Copies of elements that are evenly spaced along each axis of the result; a task is a few rows along its last axis. */
public final class Strided implements Kernel {
  private static final int PIECE = 1 << 14;

  private final int x;
  private final int out;
  private final int[] extents;
  private final int[] steps;
  private final Finish finish;

  private Strided(int x, int out, int[] extents, int[] steps, Finish finish) {
    this.x = x;
    this.out = out;
    this.extents = extents;
    this.steps = steps;
    this.finish = finish;
  }

  /** Axes in another order. */
  public static Kernel transpose(int x, int out, Shape from, List<Integer> permutation, Finish finish) {
    int[] steps = steps(from);
    return new Strided(x, out, permutation.stream().mapToInt(from::extent).toArray(),
        permutation.stream().mapToInt(axis -> steps[axis]).toArray(),
        finish);
  }

  /** A part of each axis. */
  public static Kernel slice(int x, int out, Shape from, Shape to, Slice slice, Finish finish) {
    int[] steps = steps(from);
    int first = x;
    for (int i = 0; i < slice.axes().size(); i++) {
      int axis = slice.axes().get(i);
      first += slice.starts().get(i) * steps[axis];
      steps[axis] *= slice.step(i);
    }
    return new Strided(first, out, IntStream.range(0, to.rank()).map(to::extent).toArray(), steps, finish);
  }

  private static int[] steps(Shape shape) {
    return IntStream.range(0, shape.rank()).map(axis -> Math.toIntExact(shape.elementsFrom(axis + 1))).toArray();
  }

  @Override
  public void run(Frame frame) {
    int last = extents.length - 1;
    int width = last < 0 ? 1 : extents[last];
    int step = last < 0 ? 1 : steps[last];
    int rows = IntStream.of(extents).limit(Math.max(0, last)).reduce(1, Math::multiplyExact);
    frame.forRanges(rows, PIECE / width, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int row = begin; row < end; row++) {
        Lanes.gather(memory, source(row), step, memory, out + row * width, width);
      }
      finish.apply(memory, memory, out + begin * width, begin * width, (end - begin) * width);
    });
  }

  private int source(int row) {
    int source = x;
    int rest = row;
    for (int axis = extents.length - 2; axis >= 0; axis--) {
      source += rest % extents[axis] * steps[axis];
      rest /= extents[axis];
    }
    return source;
  }
}
