package netc.formats.onnx;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.diag.Code;
import netc.ir.op.Reshape;
import netc.ir.op.Transpose;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Operands under other shapes, on the way to an operator's result. */
final class Shapes {
  private static final Dim ONE = Dim.of(1);

  private Shapes() {}

  /** The op that gives a tensor this shape; a symbolic size must be in front of both. */
  static Reshape reshape(TensorType x, Shape shape) {
    List<Integer> sizes = IntStream.range(0, shape.rank()).map(axis -> size(x, shape, axis)).boxed().toList();
    return new Reshape(sizes);
  }

  private static int size(TensorType x, Shape shape, int axis) {
    return switch (shape.dim(axis)) {
      case Dim.Known(long size) -> Operator.small(size);
      case Dim.Symbol symbol when axis == 0 && x.rank() > 0 && x.shape().dim(0).equals(symbol) -> 0;
      case Dim.Symbol _ -> throw Refusal.symbolic("a result of shape " + shape + "; only the first size may be unknown");
    };
  }

  /** An operand under another shape; a constant's elements are not copied. */
  static Operand reshaped(Operator op, Operand operand, Shape shape) {
    if (ImportedGraph.type(operand).shape().equals(shape)) {
      return operand;
    }
    return operand instanceof Operand.Weight(String name, Tensor tensor) ? weight(name + "." + shape.rank() + "d", tensor, shape)
        : op.step(reshape(ImportedGraph.type(operand), shape), operand);
  }

  /** The operator's result: an operand under another shape. */
  static Operand result(Operator op, Operand operand, Shape shape) {
    return operand instanceof Operand.Weight(_, Tensor tensor) ? weight(op.name(), tensor, shape)
        : op.result(reshape(ImportedGraph.type(operand), shape), operand);
  }

  private static Operand weight(String name, Tensor tensor, Shape shape) {
    TensorType type = ImportedGraph.requireSize(TensorType.f32(shape));
    if (type.shape().elements() != tensor.shape().elements()) {
      throw Refusal.invalid(Code.SHAPE_MISMATCH, tensor.type() + " cannot take the shape " + shape);
    }
    return new Operand.Weight(name, ImportedGraph.reshaped(tensor, shape));
  }

  /** {@code [A, B, W]} as {@code [A, B, 1, W]}: a map of height 1. */
  static Operand asMap(Operator op, Operand operand) {
    Shape shape = ImportedGraph.type(operand).shape();
    if (shape.rank() != 3) {
      return operand;
    }
    return reshaped(op, operand, new Shape(List.of(shape.dim(0), shape.dim(1), ONE, shape.dim(2))));
  }

  /** The operator's result, if {@code map} is what was computed from {@link #asMap}: without the height. */
  static Operand fromMap(Operator op, Operand map) {
    Shape shape = ImportedGraph.type(map).shape();
    return result(op, map, new Shape(List.of(shape.dim(0), shape.dim(1), shape.dim(3))));
  }

  /** A matrix with its axes exchanged. */
  static Operand transposed(Operator op, Operand matrix) {
    return op.step(new Transpose(List.of(1, 0)), matrix);
  }

  /** The shape of a matrix with everything before {@code axis} in its rows. */
  static Shape matrix(Shape shape, int axis) {
    if (axis == 1 && shape.isKnownFrom(1)) {
      return new Shape(List.of(shape.dim(0), Dim.of(shape.elementsFrom(1))));
    }
    if (!shape.isStatic()) {
      throw Refusal.symbolic("a matrix of " + shape + " with " + axis + " axes in its rows");
    }
    long columns = shape.elementsFrom(axis);
    return Shape.of(shape.elements() / columns, columns);
  }

  /** As many sizes of 1. */
  static List<Dim> ones(int count) {
    return Collections.nCopies(count, ONE);
  }

  /** The axes that are no batch and no channels. */
  static List<Integer> spatial(int rank) {
    return IntStream.range(2, rank).boxed().toList();
  }
}
