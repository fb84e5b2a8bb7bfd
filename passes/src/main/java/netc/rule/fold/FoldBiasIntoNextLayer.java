package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Contraction;
import netc.ir.op.Pooling;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Averaging;
import netc.rule.Weights;

/**
 * Lets a layer add what the bias of the layer before it would become, directly or after average pooling: as of a depthwise convolution and the 1×1
 * convolution after it (VanillaNet, arXiv 2305.12972). Averages that count padding, and convolutions that pad, have zeros where the bias would be.
 *
 * <pre>
 *   conv2d(conv2d(x, W1, b1), W2, b2)              =>   conv2d(conv2d(x, W1), W2, b2 + Σ W2·b1)
 *   conv2d(avgpool2d(conv2d(x, W1, b1)), W2, b2)   =>   conv2d(avgpool2d(conv2d(x, W1)), W2, b2 + Σ W2·b1)
 * </pre>
 */
public final class FoldBiasIntoNextLayer implements Rule<Contraction> {
  /** How many poolings to look past; more would make long chains cost their square. */
  private static final int REACH = 4;

  private static final Pattern<Pooling> POOL =
      node(Pooling.class).where(Reason.BORDER, "averages zeros of its padding", pool -> !Averaging.countsZeros(pool.op())).withOneUse();
  private static final Pattern<Contraction> FIRST =
      node(Contraction.class).where(Reason.OTHER_OP, "has no bias", layer -> layer.arity() > 2).withOneUse().operandsFrom(1, constant());
  private static final Pattern<Contraction> PATTERN =
      node(Contraction.class).where(Reason.OTHER_OP, "has no channels", LayerFold::hasChannels).operandsFrom(1, constant());

  @Override
  public Pattern<Contraction> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "b2' = b2 + Σ W2·b1, no b1";
  }

  @Override
  public String summary() {
    return "fold a bias into that of the next layer";
  }

  @Override
  public Outcome apply(Match<Contraction> second, Rewriter out) {
    var pools = new ArrayList<Node>();
    Node node = second.producer(0);
    while (node.op() instanceof Pooling pool && Averaging.is(pool) && pools.size() < REACH) {
      pools.add(node);
      node = out.operand(node, 0).producer();
    }
    if (!(node.op() instanceof Contraction)) {
      return Outcome.declined(Reason.OTHER_OP, second + " follows " + node + ", not a layer");
    }
    for (Node pool : pools) {
      if (POOL.match(pool, out) instanceof Attempt.Failed<Pooling>(var failure)) {
        return Outcome.declined(failure.reason(), failure.detail());
      }
    }
    return switch (FIRST.match(node, out)) {
      case Attempt.Failed<Contraction>(var failure) -> Outcome.declined(failure.reason(), failure.detail());
      case Attempt.Matched<Contraction>(var first) -> refusal(first, second).orElseGet(() -> fold(first, pools.reversed(), second, out));
    };
  }

  private static Optional<Outcome> refusal(Site<Contraction> first, Site<Contraction> second) {
    if (LayerFold.pads(second.op())) {
      return Optional
          .of(Outcome.declined(Reason.BORDER, second + " has zeros around its input, which the bias of " + first + " is not added to"));
    }
    long gained = second.type().size(1);
    return second.arity() > 2 || gained <= first.type().size(1)
        ? Optional.empty()
        : Optional.of(Outcome.declined(Reason.NOT_PROFITABLE,
            second + " has no bias, and its " + gained + " channels are more than those of " + first));
  }

  private static Outcome fold(Site<Contraction> first, List<Node> pools, Site<Contraction> second, Rewriter out) {
    Tensor bias = first.tensor(2);
    Optional<Tensor> own = second.optionalTensor(2);
    Tensor sum = Weights.propagated(second.tensor(1), LayerFold.groups(second.op()), List.of(bias), bias::toDoubles, own);
    out.at(List.of(first.node()));
    Value value = out.add(first.op(), first.operand(0), first.operand(1));
    for (Node pool : pools) {
      out.at(List.of(pool));
      value = out.add(pool.op(), value);
    }
    String name = own.isPresent() ? second.operandName(2) : second.node().name() + ".bias";
    out.at(Origin.chain(List.of(first.node().origin(), second.node().origin())), second.node().name());
    return Outcome.replacedBy(out.add(second.op(), value, second.operand(1), out.weight(name, sum)));
  }
}
