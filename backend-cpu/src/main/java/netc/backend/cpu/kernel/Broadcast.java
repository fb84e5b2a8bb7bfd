package netc.backend.cpu.kernel;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import netc.backend.cpu.kernel.Arithmetic.Run;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Div;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Pow;
import netc.ir.op.Sub;
import netc.ir.type.Shape;

/**
 * A scalar function of two tensors, each repeated along the axes where it has size 1. Neighbouring axes that both operands go through alike are
 * taken as one; what is left of the last axis is a row.
 */
public final class Broadcast implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /**
   * An axis.
   *
   * @param extent its size in the result
   * @param left from one element of the left operand to the next along it, 0 where it repeats
   * @param right likewise
   */
  private record Axis(int extent, int left, int right) {
    boolean continues(Axis inner) {
      return left == inner.left * inner.extent && right == inner.right * inner.extent;
    }
  }

  private final Binary op;
  private final int left;
  private final int right;
  private final int out;
  private final Finish finish;
  private final List<Axis> axes;
  private final int width;
  private final int elements;

  /**
   * A binary op.
   *
   * @param op the function
   * @param left the left operand's place in memory
   * @param leftShape its shape
   * @param right the right operand's place in memory
   * @param rightShape its shape
   * @param out the result's place in memory
   * @param shape its shape
   * @param finish what is done to it
   */
  public Broadcast(Binary op, int left, Shape leftShape, int right, Shape rightShape, int out, Shape shape, Finish finish) {
    this.op = op;
    this.left = left;
    this.right = right;
    this.out = out;
    this.finish = finish;
    axes = axes(leftShape, rightShape, shape);
    width = axes.getLast().extent();
    elements = Math.toIntExact(shape.elements());
  }

  private static List<Axis> axes(Shape left, Shape right, Shape shape) {
    var axes = new ArrayList<Axis>();
    axes.add(new Axis(1, 1, 1));
    int leftStep = 1;
    int rightStep = 1;
    for (int i = 1; i <= shape.rank(); i++) {
      int extent = shape.extent(shape.rank() - i);
      int leftExtent = i <= left.rank() ? left.extent(left.rank() - i) : 1;
      int rightExtent = i <= right.rank() ? right.extent(right.rank() - i) : 1;
      var axis = new Axis(extent, leftExtent == 1 ? 0 : leftStep, rightExtent == 1 ? 0 : rightStep);
      leftStep *= leftExtent;
      rightStep *= rightExtent;
      Axis inner = axes.getFirst();
      if (inner.extent() == 1) {
        axes.set(0, axis);
      } else if (axis.continues(inner)) {
        axes.set(0, new Axis(extent * inner.extent(), inner.left(), inner.right()));
      } else if (extent > 1) {
        axes.addFirst(axis);
      }
    }
    return List.copyOf(axes);
  }

  @Override
  public void run(Frame frame) {
    // A single row is cut into pieces, so that all threads get some.
    int piece = elements == width ? 1 << 14 : width;
    int pieces = Math.ceilDiv(width, piece);
    frame.forRanges(elements / width * pieces, Math.max(1, (1 << 14) / piece), (begin, end, _) -> {
      for (int i = begin; i < end; i++) {
        int from = i % pieces * piece;
        row(frame.memory(), i / pieces, from, Math.min(width, from + piece) - from);
      }
    });
  }

  private void row(float[] memory, int row, int from, int count) {
    int l = left;
    int r = right;
    int rest = row;
    for (int i = axes.size() - 2; i >= 0; i--) {
      Axis axis = axes.get(i);
      l += rest % axis.extent() * axis.left();
      r += rest % axis.extent() * axis.right();
      rest /= axis.extent();
    }
    int place = row * width + from;
    Axis last = axes.getLast();
    l += from * last.left();
    r += from * last.right();
    switch (op) {
      case Add _ -> add(memory, l, last.left(), r, last.right(), out + place, count);
      case Mul _ -> multiply(memory, l, last.left(), r, last.right(), out + place, count);
      case Sub _ -> Arithmetic.subtract(memory, new Run(l, last.left()), new Run(r, last.right()), out + place, count);
      case Div _ -> Arithmetic.divide(memory, new Run(l, last.left()), new Run(r, last.right()), out + place, count);
      case Pow _ -> Arithmetic.power(memory, new Run(l, last.left()), new Run(r, last.right()), out + place, count);
      case Min _ -> Arithmetic.min(memory, new Run(l, last.left()), new Run(r, last.right()), out + place, count);
      case Max _ -> Arithmetic.max(memory, new Run(l, last.left()), new Run(r, last.right()), out + place, count);
    }
    finish.apply(memory, memory, out + place, place, count);
  }

  static FloatVector load(float[] memory, int at, int step, int i) {
    return step == 0 ? FloatVector.broadcast(S, memory[at]) : FloatVector.fromArray(S, memory, at + i);
  }

  private static void add(float[] memory, int l, int lStep, int r, int rStep, int target, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      load(memory, l, lStep, i).add(load(memory, r, rStep, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = memory[l + i * lStep] + memory[r + i * rStep];
    }
  }

  private static void multiply(float[] memory, int l, int lStep, int r, int rStep, int target, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      load(memory, l, lStep, i).mul(load(memory, r, rStep, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = memory[l + i * lStep] * memory[r + i * rStep];
    }
  }
}
