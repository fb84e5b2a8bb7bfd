package netc.rule.merge;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.op.Linear;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.MatrixProduct;
import netc.rule.Weights;

/**
 * Composes two linear layers, where that gains.
 *
 * <pre>
 *   linear(linear(x, W1, b1), W2, b2)   =>   linear(x, W2·W1, b2 + W2·b1)
 * </pre>
 *
 * <p>Fires in no network of the zoo: between their linear layers there are activations; low-rank factorizations have none.
 */
public final class ComposeLinears implements Rule<Linear> {
  private static final Capture<Linear> FIRST = Capture.named("first");
  private static final Pattern<Linear> PATTERN =
      node(Linear.class).operand(0, node(Linear.class).withOneUse().operandsFrom(1, constant()).capturedAs(FIRST)).operandsFrom(1,
          constant());

  @Override
  public Pattern<Linear> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W2·W1, b' = b2 + W2·b1";
  }

  @Override
  public String summary() {
    return "compose a linear layer with the one before it";
  }

  @Override
  public Outcome apply(Match<Linear> second, Rewriter out) {
    Site<Linear> first = second.get(FIRST);
    Tensor before = first.tensor(1);
    Tensor after = second.tensor(1);
    int inputs = before.shape().extent(1);
    int inner = before.shape().extent(0);
    int outputs = after.shape().extent(0);
    Tensor product = Tensor.computed(TensorType.f32(outputs, inputs), "W2·W1", List.of(before, after),
        () -> MatrixProduct.multiply(after.toArray(), before.toArray(), outputs, inner, inputs));
    var operands = new ArrayList<>(List.of(first.operand(0), out.weight(second.operandName(1), product)));
    String name = second.arity() > 2 ? second.operandName(2) : second.node().name() + ".bias";
    bias(first, second).ifPresent(bias -> operands.add(out.weight(name, bias)));
    return Outcome.proposed(out.add(second.op(), operands));
  }

  private static Optional<Tensor> bias(Site<Linear> first, Site<Linear> second) {
    Optional<Tensor> own = second.optionalTensor(2);
    if (first.arity() == 2) {
      return own;
    }
    Tensor before = first.tensor(2);
    return Optional.of(Weights.propagated(second.tensor(1), 1, List.of(before), before::toDoubles, own));
  }
}
