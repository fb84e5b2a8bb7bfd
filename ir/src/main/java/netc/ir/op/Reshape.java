package netc.ir.op;

import java.util.ArrayList;
import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * The same elements in row-major order under another shape.
 *
 * @param shape the sizes; 0 keeps the operand's dimension at that place (the way to keep a symbolic batch), one −1 takes what is left
 */
@Signature(
    name = "reshape",
    operands = {"x"})
public record Reshape(List<Integer> shape) implements Movement {
  public Reshape {
    shape = List.copyOf(shape);
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    boolean keepsBatch = !shape.isEmpty() && shape.getFirst() == 0 && x.rank() > 0;
    int from = keepsBatch ? 1 : 0;
    if (!x.shape().isKnownFrom(from)) {
      return Inference.badAttribute(name(), "shape " + shape + " must begin with 0 to keep the symbolic batch of operand " + x);
    }
    long left = x.shape().elementsFrom(from);
    var sizes = new ArrayList<Long>();
    int free = -1;
    long product = 1;
    for (int i = from; i < shape.size(); i++) {
      long size = shape.get(i) == 0 && i < x.rank() ? x.size(i) : shape.get(i);
      if (size == -1 && free < 0) {
        free = sizes.size();
      } else if (size < 1 || left % size != 0) {
        return mismatch(x);
      } else {
        product *= size;
      }
      sizes.add(size);
      if (product > left) {
        return mismatch(x);
      }
    }
    if (left % product != 0 || (free < 0 && product != left)) {
      return mismatch(x);
    }
    if (free >= 0) {
      sizes.set(free, left / product);
    }
    var dims = new ArrayList<Dim>();
    if (keepsBatch) {
      dims.add(x.shape().dim(0));
    }
    sizes.forEach(size -> dims.add(Dim.of(size)));
    return Inference.of(TensorType.f32(new Shape(dims)));
  }

  private Inference mismatch(TensorType x) {
    return Inference.shapeMismatch(name(), "operand " + x + " cannot take the shape " + shape, 0);
  }
}
