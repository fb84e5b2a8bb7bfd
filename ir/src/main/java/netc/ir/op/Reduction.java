package netc.ir.op;

import java.util.ArrayList;
import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Ops that make one element of all those along some axes. */
public sealed interface Reduction extends Op permits ReduceMean, ReduceSum, ReduceMax {
  /** The axes that are reduced, from 0, in order. */
  List<Integer> axes();

  /** The same reduction along other axes. */
  default Reduction along(List<Integer> others) {
    return switch (this) {
      case ReduceMean(_, boolean keeps) -> new ReduceMean(others, keeps);
      case ReduceSum(_, boolean keeps) -> new ReduceSum(others, keeps);
      case ReduceMax(_, boolean keeps) -> new ReduceMax(others, keeps);
    };
  }

  /** Whether they stay, with size 1. */
  boolean keepDims();

  @Override
  default Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (axes().isEmpty() || axes().stream().distinct().count() < axes().size()) {
      return Inference.badAttribute(name(), "axes " + axes() + " do not name one axis or more, each once");
    }
    for (int axis : axes()) {
      if (axis < 0 || axis >= x.rank() || !(x.shape().dim(axis) instanceof Dim.Known)) {
        return Inference.badAttribute(name(), "axis " + axis + " is no known dimension of operand " + x);
      }
    }
    var dims = new ArrayList<Dim>();
    for (int axis = 0; axis < x.rank(); axis++) {
      if (!axes().contains(axis)) {
        dims.add(x.shape().dim(axis));
      } else if (keepDims()) {
        dims.add(Dim.of(1));
      }
    }
    return Inference.of(TensorType.f32(new Shape(dims)));
  }
}
