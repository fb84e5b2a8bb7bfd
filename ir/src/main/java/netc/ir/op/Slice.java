package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * Every so many elements from one index to before another along some axes, all along the others.
 *
 * @param starts where to begin, for each of {@code axes}
 * @param ends where to stop: behind the start and not beyond the axis
 * @param axes from 0; each at most once
 * @param steps from element to element, positive; none means 1 everywhere
 */
@Signature(
    name = "slice",
    operands = {"x"})
public record Slice(List<Integer> starts, List<Integer> ends, List<Integer> axes, @Default("[]") List<Integer> steps) implements Movement {
  public Slice {
    starts = List.copyOf(starts);
    ends = List.copyOf(ends);
    axes = List.copyOf(axes);
    steps = steps.stream().allMatch(step -> step == 1) ? List.of() : List.copyOf(steps);
  }

  /** The step along {@code axes[i]}. */
  public int step(int i) {
    return steps.isEmpty() ? 1 : steps.get(i);
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    int count = axes.size();
    if (count == 0 || starts.size() != count || ends.size() != count || (!steps.isEmpty() && steps.size() != count)) {
      return Inference.badAttribute(name(), "starts " + starts + ", ends " + ends + ", axes " + axes + " and steps " + steps
          + " are not of one length");
    }
    if (axes.stream().distinct().count() < count) {
      return Inference.badAttribute(name(), "axes " + axes + " name one twice");
    }
    var shape = x.shape();
    for (int i = 0; i < count; i++) {
      int axis = axes.get(i);
      if (axis < 0 || axis >= x.rank() || !(x.shape().dim(axis) instanceof Dim.Known(long size))) {
        return Inference.badAttribute(name(), "axis " + axis + " is no known dimension of operand " + x);
      }
      if (step(i) < 1) {
        return Inference.badAttribute(name(), "step " + step(i) + " at axis " + axis + " is not positive");
      }
      if (starts.get(i) < 0 || starts.get(i) >= ends.get(i) || ends.get(i) > size) {
        return Inference.badAttribute(name(),
            starts.get(i) + " … " + ends.get(i) + " at axis " + axis + " is empty or outside of 0 … " + size + " in operand " + x);
      }
      shape = shape.with(axis, Dim.of(Math.ceilDiv((long) ends.get(i) - starts.get(i), (long) step(i))));
    }
    return Inference.of(TensorType.f32(shape));
  }
}
