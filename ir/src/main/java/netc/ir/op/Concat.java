package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * The operands one after the other along one axis; all other dimensions are equal.
 *
 * @param axis from 0; for channels 1
 */
@Signature(
    name = "concat",
    operands = {"inputs..."})
public record Concat(@Default("1") int axis) implements Movement {
  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType first = operands.getFirst();
    if (axis < 0 || axis >= first.rank()) {
      return Inference.badAttribute(name(), "axis = " + axis + " is outside of 0 … " + (first.rank() - 1) + " for operand " + first);
    }
    long total = 0;
    for (int i = 0; i < operands.size(); i++) {
      TensorType operand = operands.get(i);
      if (operand.rank() != first.rank() || !(operand.shape().dim(axis) instanceof Dim.Known size)) {
        return Inference.shapeMismatch(name(), "operands " + first + " and " + operand + " cannot be joined at axis " + axis, i);
      }
      if (!operand.shape().with(axis, Dim.of(1)).equals(first.shape().with(axis, Dim.of(1)))) {
        return Inference.shapeMismatch(name(), "operands " + first + " and " + operand + " differ at another axis than " + axis, i);
      }
      total += size.size();
    }
    return Inference.of(TensorType.f32(first.shape().with(axis, Dim.of(total))));
  }
}
