package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * A value that a run is given. Written {@code input image: f32[N, 3, 224, 224]}.
 *
 * @param type its type; the first dimension may be symbolic
 */
@Signature(name = "input")
public record Input(TensorType type) implements Leaf {
  @Override
  public Inference infer(List<TensorType> operands) {
    return Inference.of(type);
  }
}
