package netc.rule.recognize;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Uses a linear layer for the product of a matrix and a weight, which is transposed once; a bias that follows becomes its.
 *
 * <pre>
 *   matmul(x, W)   =>   linear(x, Wᵀ)   for x [N, K]
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say linear; exporters write a product and a sum.
 */
public final class RecognizeLinear implements Rule<MatMul> {
  private static final Pattern<MatMul> PATTERN = node(MatMul.class).operand(1, constant());

  @Override
  public Pattern<MatMul> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = Wᵀ";
  }

  @Override
  public String summary() {
    return "use a linear layer for the product of a matrix and a weight";
  }

  @Override
  public Outcome apply(Match<MatMul> product, Rewriter out) {
    Value x = product.operand(0);
    if (x.type().rank() != 2) {
      return Outcome.declined(Reason.SHAPE, product + " multiplies " + x.type() + ", expected a matrix");
    }
    Tensor weight = product.tensor(1);
    if (weight.shape().rank() != 2) {
      return Outcome.declined(Reason.SHAPE, product + " multiplies by " + weight.type() + ", expected a matrix");
    }
    Tensor transposed = Weights.transposed(weight, TensorType.f32(weight.shape().size(1), weight.shape().size(0)));
    return Outcome.replacedBy(out.add(new Linear(), x, out.weight(product.operandName(1), transposed)));
  }
}
