package netc.rule.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Outcome;
import netc.rule.Weights;

/**
 * A convolution of a convolution's result, one of them 1×1, neither in groups: {@code first} maps I to M channels, {@code second} M to O. What the
 * rules that compose them share.
 */
record ConvPair(Site<Conv2d> first, Site<Conv2d> second) {
  /** The first's weight {@code [M, I, kh, kw]}. */
  Tensor firstWeight() {
    return first.tensor(1);
  }

  /** The second's weight {@code [O, M, kh, kw]}. */
  Tensor secondWeight() {
    return second.tensor(1);
  }

  /** The first's bias {@code [M]}, if it has one. */
  Optional<Tensor> firstBias() {
    return first.optionalTensor(2);
  }

  /** The type of the weight of the convolution that does both: {@code [O, I, kh, kw]} with the larger kernel. */
  TensorType composedType() {
    Size2 first = Conv2d.kernel(firstWeight().type());
    Size2 second = Conv2d.kernel(secondWeight().type());
    Size2 kernel = first.equals(Size2.ONE) ? second : first;
    return TensorType.f32(secondWeight().shape().size(0), firstWeight().shape().size(1), kernel.height(), kernel.width());
  }

  /** The refusal of convolutions in groups. */
  Optional<Outcome> refusalOfGroups() {
    return Stream.of(first, second)
        .filter(conv -> conv.op().groups() != 1)
        .map(conv -> Outcome.declined(Reason.GROUPS, conv + " has " + conv.op().groups() + " groups; only convolutions with one compose"))
        .findFirst();
  }

  /** The convolution that does both, if that gains: one may have been factorized into a thin pair to save multiplications. */
  Outcome proposed(Conv2d op, Tensor weight, Rewriter out) {
    var operands = new ArrayList<>(List.of(first.operand(0), out.weight(second.operandName(1), weight)));
    String name = second.arity() > 2 ? second.operandName(2) : second.node().name() + ".bias";
    composedBias().ifPresent(bias -> operands.add(out.weight(name, bias)));
    return Outcome.proposed(out.add(op, operands));
  }

  /** {@code b2 + Σ W2·b1}; none if neither has a bias. */
  private Optional<Tensor> composedBias() {
    Optional<Tensor> before = firstBias();
    Optional<Tensor> after = second.optionalTensor(2);
    return before.isEmpty() ? after : before.map(bias -> Weights.propagated(secondWeight(), 1, List.of(bias), bias::toDoubles, after));
  }
}
