package netc.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import netc.ir.diag.Code;
import netc.ir.op.Reshape;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The operator Reshape. A symbolic batch must come out in front as it went in: as itself, as 0, or as the
 * only size that is left, be it −1 or the batch that the model was exported for. */
final class Reshapes {
  private Reshapes() {}

  static Operand reshape(Operator op) {
    TensorType x = op.type(0);
    List<Extent> target = op.integers("shape").map(sizes -> sizes.stream().map(Extent::of).toList()).orElseGet(() -> op.extents(1));
    List<Integer> sizes = sizes(x.shape(), target, op.integer("allowzero", 0) == 1);
    if (op.input(0) instanceof Operand.Weight) {
      return Shapes.result(op, op.input(0), ImportedGraph.infer(new Reshape(sizes), List.of(x)).getFirst().shape());
    }
    return op.result(new Reshape(sizes), op.input(0));
  }

  private static List<Integer> sizes(Shape x, List<Extent> target, boolean allowsZero) {
    var sizes = new ArrayList<Integer>();
    for (int axis = 0; axis < target.size(); axis++) {
      sizes.add(size(x, target, axis, allowsZero));
    }
    if (!x.isStatic() && !sizes.isEmpty() && keepsBatch(x, sizes)) {
      sizes.set(0, 0);
    }
    return sizes;
  }

  private static int size(Shape x, List<Extent> target, int axis, boolean allowsZero) {
    return switch (target.get(axis)) {
      case Extent.Fixed(long size) when size == 0 && (allowsZero || axis >= x.rank()) ->
          throw Refusal.invalid(Code.SHAPE_MISMATCH, "the shape " + target + " has a size of 0");
      case Extent.Fixed(long size) -> Operator.small(size);
      case Extent.Symbol(String name) when axis == 0 && x.rank() > 0 && x.dim(0).equals(Dim.symbol(name)) -> 0;
      case Extent.Symbol _, Extent.Open _ -> throw Refusal.symbolic("the shape " + target + " has sizes that are not known");
    };
  }

  /** Whether all but the first of {@code sizes} are one batch element's, so that the first can only be the batch. */
  private static boolean keepsBatch(Shape x, List<Integer> sizes) {
    long left = x.elementsFrom(1);
    for (int axis = 1; axis < sizes.size(); axis++) {
      long size = sizes.get(axis) == 0 && axis < x.rank() ? x.size(axis) : sizes.get(axis);
      if (size < 1 || left % size != 0) {
        return false;
      }
      left /= size;
    }
    return left == 1;
  }
}
