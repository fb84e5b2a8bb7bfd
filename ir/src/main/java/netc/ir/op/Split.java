package netc.ir.op;

import java.util.List;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * Consecutive parts of the operand along one axis: as many results as there are sizes.
 *
 * @param sizes the parts' sizes; they sum to the operand's
 * @param axis from 0; for channels 1
 */
@Signature(
    name = "split",
    operands = {"x"})
public record Split(List<Integer> sizes, @Default("1") int axis) implements Movement {
  public Split {
    sizes = List.copyOf(sizes);
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    if (axis < 0 || axis >= x.rank() || !(x.shape().dim(axis) instanceof Dim.Known size)) {
      return Inference.badAttribute(name(), "axis = " + axis + " is no known dimension of operand " + x);
    }
    if (sizes.isEmpty() || sizes.stream().anyMatch(part -> part < 1)) {
      return Inference.badAttribute(name(), "sizes " + sizes + " are not positive");
    }
    long total = sizes.stream().mapToLong(Integer::longValue).sum();
    if (total != size.size()) {
      return Inference.shapeMismatch(name(), "sizes " + sizes + " sum to " + total + ", operand " + x + " has " + size + " at axis " + axis,
          0);
    }
    return new Inference.Types(sizes.stream().map(part -> TensorType.f32(x.shape().with(axis, Dim.of(part)))).toList());
  }
}
