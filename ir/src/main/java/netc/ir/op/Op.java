package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/** What a node computes. Attributes only; operands belong to {@link netc.ir.Node}, so equal ops on equal operands are equal computations. */
public sealed interface Op permits Contraction, Normalization, Elementwise, Pooling, Reduction, Movement, Resize, Leaf {
  /** The mnemonic, exactly as printed and parsed. */
  default String name() {
    return OpSchema.of(getClass()).name();
  }

  /**
   * The result types for operands of these types, or the diagnostic that says why there are none. The number of operands is within the op's
   * {@link OpSchema} signature.
   */
  Inference infer(List<TensorType> operands);
}
