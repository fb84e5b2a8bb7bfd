package netc.ir.op;

import java.util.List;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * A weight: a value that is fixed when the model is compiled. Written {@code weight conv1.weight: f32[64, 3, 7, 7]}.
 *
 * @param tensor its elements
 */
@Signature(name = "weight")
public record Constant(Tensor tensor) implements Leaf {
  @Override
  public Inference infer(List<TensorType> operands) {
    return Inference.of(tensor.type());
  }
}
