package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Constant;
import netc.ir.op.Div;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Normalization;
import netc.ir.op.Pow;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Folds a factor or a summand, one for all or one for each place along the normalized axis, into a layer or instance normalization.
 *
 * <pre>
 *   mul(layer_norm(x, γ, β), k)   =>   layer_norm(x, γ·k, β·k)
 *   add(layer_norm(x, γ, β), t)   =>   layer_norm(x, γ, β + t)
 * </pre>
 *
 * <p>Likewise where the weight stands in front.
 *
 * <p>Fires in no network of the zoo: exporters write scale and shift of a normalization apart, they do not.
 */
public final class FoldAffineIntoNorm implements Rule<Binary> {
  private static final Capture<Normalization> NORM = Capture.named("norm");
  private static final Pattern<Binary> PATTERN =
      node(Binary.class).where(Reason.OTHER_OP, "is not linear", FoldAffineIntoNorm::isLinear)
          .operand(FoldAffineIntoNorm::carrier, node(Normalization.class)
              .where(Reason.OTHER_OP, "does not normalize by its own statistics",
                  norm -> norm.op() instanceof LayerNorm || norm.op() instanceof InstanceNorm)
              .operandsFrom(1, Pattern.constant()).withOneUse().capturedAs(NORM))
          .operand(site -> 1 - carrier(site), Pattern.constant());

  @Override
  public Pattern<Binary> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "γ' = γ·k, β' = β·k + t";
  }

  @Override
  public String summary() {
    return "fold a scale or a shift into the layer normalization before it";
  }

  @Override
  public Outcome apply(Match<Binary> match, Rewriter out) {
    Site<Normalization> norm = match.get(NORM);
    int axis = norm.op() instanceof LayerNorm layer ? layer.axis() : 1;
    Tensor weight = match.tensor(1 - carrier(match));
    if (!norm.type().equals(match.type()) || !isAlong(axis, weight.shape(), norm.type().shape())) {
      return Outcome.declined(Reason.SHAPE, match + " has a weight " + weight.type() + ", expected one number for each place along axis "
          + axis + " of " + norm.type());
    }
    boolean divides = match.op() instanceof Div;
    if (!weight.isFinite() || (divides && Arrays.stream(weight.toDoubles()).anyMatch(divisor -> divisor == 0))) {
      return Outcome.declined(Reason.NOT_FINITE, match + " has a weight that is not finite, or divides by zero");
    }
    boolean scales = divides || match.op() instanceof Mul;
    UnaryOperator<double[]> change = parameter -> combine(match.op(), parameter, weight.toDoubles());
    Value gamma = scales ? changed(norm, 1, weight, "γ·k", change, out) : norm.operand(1);
    Value beta = changed(norm, 2, weight, scales ? "β·k" : "β + t", change, out);
    return Outcome.replacedBy(out.add(norm.op(), norm.operand(0), gamma, beta));
  }

  /** Which operand is the normalization: the one beside the weight, where their order makes no difference. */
  private static int carrier(Site<Binary> site) {
    return site.op().commutes() && site.producer(0).op() instanceof Constant ? 1 : 0;
  }

  private static boolean isLinear(Site<Binary> site) {
    return switch (site.op()) {
      case Add _, Sub _, Mul _, Div _ -> true;
      case Pow _, Min _, Max _ -> false;
    };
  }

  /** Whether broadcasting changes along this axis only. */
  private static boolean isAlong(int axis, Shape weight, Shape value) {
    int missing = value.rank() - weight.rank();
    return IntStream.range(0, weight.rank()).allMatch(i -> weight.dim(i).equals(Dim.of(1)) || i + missing == axis);
  }

  private static Value changed(Site<Normalization> norm, int index, Tensor weight, String formula, UnaryOperator<double[]> change,
      Rewriter out) {
    Tensor parameter = norm.tensor(index);
    return out.weight(norm.operandName(index),
        Weights.compute(parameter.type(), formula, List.of(parameter, weight), () -> change.apply(parameter.toDoubles())));
  }

  private static double[] combine(Binary op, double[] parameter, double[] weight) {
    for (int i = 0; i < parameter.length; i++) {
      double w = weight[weight.length == 1 ? 0 : i];
      parameter[i] = switch (op) {
        case Add _ -> parameter[i] + w;
        case Sub _ -> parameter[i] - w;
        case Mul _ -> parameter[i] * w;
        case Div _ -> parameter[i] / w;
        case Pow _, Min _, Max _ -> throw new IllegalArgumentException(op + " is not linear");
      };
    }
    return parameter;
  }
}
