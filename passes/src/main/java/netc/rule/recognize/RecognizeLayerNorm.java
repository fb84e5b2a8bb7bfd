package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.op.Div;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.ReduceMean;
import netc.ir.op.Sqrt;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Uniform;

/**
 * Finds the normalization of a layer or of an instance, as exporters write it operation by operation; {@link FoldAffineIntoNorm} takes the scale and the
 * shift that follow.
 *
 * <pre>
 *   (x − m) / √(mean((x − m)²) + ε), m = mean(x)   =>   layer_norm(x, 1, 0)      along one axis
 *                                                       instance_norm(x, 1, 0)   along all axes behind the channels
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say layer_norm; exporters write it out.
 */
public final class RecognizeLayerNorm implements Rule<Div> {
  private static final Capture<ReduceMean> MEAN = Capture.named("mean");
  private static final Capture<Sub> DEVIATION = Capture.named("deviation");
  private static final Capture<ReduceMean> VARIANCE = Capture.named("variance");
  private static final Capture<Mul> SQUARE = Capture.named("square");
  private static final Capture<Add> SUM = Capture.named("sum");
  private static final Pattern<Div> PATTERN = node(Div.class)
      .operand(0, node(Sub.class).operand(1, node(ReduceMean.class).withOneUse().capturedAs(MEAN)).capturedAs(DEVIATION))
      .operand(1, node(Sqrt.class).withOneUse().operand(0, node(Add.class).withOneUse()
          .where(Reason.NOT_CONSTANT, "adds no number", sum -> epsilon(sum).isPresent())
          .operand(sum -> 1 - number(sum), node(ReduceMean.class).withOneUse()
              .operand(0, node(Mul.class).withOneUse().capturedAs(SQUARE)).capturedAs(VARIANCE))
          .capturedAs(SUM)));

  /** The deviation is divided, and multiplied by itself. */
  private static final int USES = 3;

  @Override
  public Pattern<Div> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "y = (x − m) / √(v + ε)";
  }

  @Override
  public String summary() {
    return "find layer and instance normalization";
  }

  @Override
  public Outcome apply(Match<Div> root, Rewriter out) {
    Site<Sub> deviation = root.get(DEVIATION);
    Value x = deviation.operand(0);
    Value centered = deviation.node().result();
    ReduceMean mean = root.get(MEAN).op();
    if (root.get(MEAN).operand(0) != x || root.get(SQUARE).operands().stream().anyMatch(factor -> factor != centered)) {
      return Outcome.declined(Reason.INPUTS, root + " divides by the deviation of another value");
    }
    if (out.isOutput(centered) || out.useCount(centered) > USES) {
      return Outcome.declined(out.isOutput(centered) ? Reason.IS_OUTPUT : Reason.SECOND_USE, deviation + " is used elsewhere, too");
    }
    if (!root.get(VARIANCE).op().equals(mean) || !mean.keepDims()) {
      return Outcome.declined(Reason.AXIS, root.get(MEAN) + " and " + root.get(VARIANCE) + " reduce axes " + mean.axes() + " and "
          + root.get(VARIANCE).op().axes());
    }
    return normalization(x.type(), mean.axes(), epsilon(root.get(SUM)).orElseThrow())
        .map(norm -> normalize(norm, x, out))
        .orElseGet(() -> Outcome.declined(Reason.AXIS, root + " normalizes axes " + mean.axes() + " of " + x.type()));
  }

  /** The op that normalizes along these axes. */
  private static Optional<Op> normalization(TensorType x, List<Integer> axes, double epsilon) {
    if (!x.shape().isKnownFrom(1) || !(epsilon >= 0)) {
      return Optional.empty();
    }
    if (axes.size() == 1) {
      return axes.getFirst() > 0 ? Optional.of(new LayerNorm(axes.getFirst(), epsilon)) : Optional.empty();
    }
    boolean maps = axes.equals(IntStream.range(2, x.rank()).boxed().toList());
    return maps ? Optional.of(new InstanceNorm(epsilon)) : Optional.empty();
  }

  private static Outcome normalize(Op norm, Value x, Rewriter out) {
    int axis = norm instanceof LayerNorm layer ? layer.axis() : 1;
    TensorType parameter = TensorType.f32(x.type().size(axis));
    Value gamma = out.weight("gamma", Tensor.fill(parameter, 1));
    Value beta = out.weight("beta", Tensor.fill(parameter, 0));
    return Outcome.replacedBy(out.add(norm, x, gamma, beta));
  }

  /** Which operand of the sum is the number. */
  private static int number(Site<Add> sum) {
    return sum.producer(0).op() instanceof Constant ? 0 : 1;
  }

  private static Optional<Double> epsilon(Site<Add> sum) {
    return Uniform.of(sum.operand(number(sum))).filter(_ -> sum.operand(1 - number(sum)).type().equals(sum.type()));
  }
}
