package netc.rule.move;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Clip;
import netc.ir.op.Constant;
import netc.ir.op.HardSigmoid;
import netc.ir.op.LeakyRelu;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Op;
import netc.ir.op.Relu;
import netc.ir.op.Unary;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Failed;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelMap;

/**
 * Takes the maximum before increasing functions of each element, not after them: a rectifier, a bias or a positive scale, normalization with positive
 * factors. There are fewer elements behind the pooling. Where the layer before it computes the function on the way to memory nothing is gained.
 *
 * <pre>
 *   maxpool2d(f(x))   =>   f(maxpool2d(x))     if a ≤ b gives f(a) ≤ f(b)
 * </pre>
 *
 * <p>Fires in no network of the zoo: before their maximum pooling, functions follow a convolution, where they cost nothing.
 */
public final class MoveFunctionAfterMaxPool implements Rule<MaxPool2d> {
  /** How many functions to move at once; more would make long chains cost their square. */
  private static final int REACH = 8;

  private static final Pattern<Op> FUNCTION = node(Op.class).withOneUse();
  private static final Pattern<MaxPool2d> PATTERN =
      node(MaxPool2d.class).where(Reason.DILATION, "may have a window of padding alone", pool -> pool.op().seesInput());

  @Override
  public Pattern<MaxPool2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "max f(x) = f(max x)";
  }

  @Override
  public String summary() {
    return "take the maximum before increasing functions";
  }

  @Override
  public Outcome apply(Match<MaxPool2d> pool, Rewriter out) {
    var functions = new ArrayList<Site<Op>>();
    Value x = pool.operand(0);
    while (functions.size() < REACH && refusal(x, out).isEmpty()) {
      functions.add(new Site<>(x.producer(), x.producer().op(), out));
      x = functions.getLast().operand(data(functions.getLast()));
    }
    if (functions.isEmpty()) {
      Failure refusal = refusal(x, out).orElseThrow();
      return Outcome.declined(refusal.reason(), refusal.detail());
    }
    out.at(List.of(pool.node()));
    Value value = out.add(pool.op(), x);
    for (Site<Op> function : functions.reversed()) {
      var operands = new ArrayList<>(function.operands());
      operands.set(data(function), value);
      out.at(List.of(function.node()));
      value = out.add(function.op(), operands);
    }
    return Outcome.proposed(value);
  }

  /** Which operand is no weight. */
  private static int data(Site<Op> function) {
    return function.producer(0).op() instanceof Constant ? 1 : 0;
  }

  private static Optional<Failure> refusal(Value value, Rewriter view) {
    var site = new Site<>(value.producer(), value.producer().op(), view);
    if (!(site.op() instanceof Unary) && !ChannelMap.isCandidate(site)) {
      return Optional.of(new Failure(Reason.OTHER_OP, site + " is no function of each element"));
    }
    return FUNCTION.match(site.node(), view) instanceof Failed<Op>(var failure) ? Optional.of(failure) : refusal(site);
  }

  private static Optional<Failure> refusal(Site<Op> site) {
    boolean increasing = switch (site.op()) {
      case Relu _, Clip _ -> true;
      case LeakyRelu(double slope) -> slope >= 0;
      case HardSigmoid(double alpha, _) -> alpha >= 0;
      default -> !(site.op() instanceof Unary);
    };
    if (!increasing) {
      return Optional.of(new Failure(Reason.NOT_POSITIVE, site + " is not known to increase"));
    }
    if (site.op() instanceof Unary) {
      return Optional.empty();
    }
    return ChannelMap.refusal(site).or(() -> ChannelMap.of(site).isIncreasing()
        ? Optional.empty()
        : Optional.of(new Failure(Reason.NOT_POSITIVE, site + " has a factor that is not positive")));
  }
}
