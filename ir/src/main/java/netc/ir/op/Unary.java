package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/** A scalar function applied to every element of one operand. */
public sealed interface Unary extends Elementwise
    permits Identity, Dropout, Relu, LeakyRelu, Clip, Sigmoid, Tanh, Blend, HardSigmoid, HardSwish, Silu, Gelu, Softplus, Mish, Elu, Erf,
    Exp, Log,
    Sqrt, Abs, Neg, Reciprocal {
  @Override
  default Inference infer(List<TensorType> operands) {
    return Inference.of(operands.getFirst());
  }
}
