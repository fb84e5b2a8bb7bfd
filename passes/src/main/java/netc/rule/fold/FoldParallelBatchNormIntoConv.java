package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelAffine;
import netc.rule.Weights;

/**
 * Folds batch normalization into a convolution of the same input that it is added to: it is the convolution whose only tap sees the place itself, with
 * {@code k} on the diagonal of channels. So RepVGG's identity branches are deployed (arXiv 2101.03697, section 3.3).
 *
 * <pre>
 *   add(conv2d(x, W, b), batchnorm(x, γ, β, μ, σ²))   =>   conv2d(x, W + k at its middle, b + β − μ·k)     where k = γ / √(σ² + ε)
 * </pre>
 */
public final class FoldParallelBatchNormIntoConv implements Rule<Add> {
  private static final Capture<Conv2d> CONV = Capture.named("conv");
  private static final Capture<BatchNorm> NORM = Capture.named("norm");
  private static final Pattern<Add> PATTERN = node(Add.class);
  private static final Pattern<Add> CONV_FIRST = pattern(0, 1);
  private static final Pattern<Add> NORM_FIRST = pattern(1, 0);

  private static Pattern<Add> pattern(int conv, int norm) {
    return node(Add.class)
        .operand(conv, node(Conv2d.class))
        .operand(norm, node(BatchNorm.class))
        .where(Reason.OTHER_OP, "adds a convolution and a normalization of different inputs", add -> input(add, 0) == input(add, 1))
        .operand(conv, node(Conv2d.class).withOneUse().operandsFrom(1, constant()).capturedAs(CONV))
        .operand(norm, node(BatchNorm.class).withOneUse().operandsFrom(1, constant()).capturedAs(NORM));
  }

  private static Value input(Site<Add> add, int index) {
    return add.view().operand(add.producer(index), 0);
  }

  @Override
  public Pattern<Add> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W + k at its middle, b' = b + β − μ·k, k = γ / √(σ² + ε)";
  }

  @Override
  public String summary() {
    return "fold batch normalization into the convolution beside it";
  }

  @Override
  public Outcome apply(Match<Add> add, Rewriter out) {
    Pattern<Add> order = add.producer(0).op() instanceof BatchNorm ? NORM_FIRST : CONV_FIRST;
    return switch (order.match(add.node(), out)) {
      case Pattern.Attempt.Failed<Add>(var failure) -> Outcome.declined(failure.reason(), failure.detail());
      case Pattern.Attempt.Matched<Add>(var match) -> fold(match.get(CONV), match.get(NORM), out);
    };
  }

  private static Outcome fold(Site<Conv2d> conv, Site<BatchNorm> norm, Rewriter out) {
    ChannelAffine affine = ChannelAffine.of(norm);
    Optional<String> defect = affine.defect();
    if (defect.isPresent()) {
      return Outcome.declined(Reason.NOT_FINITE, norm + ": " + defect.get());
    }
    if (!conv.type().equals(norm.type())) {
      return Outcome.declined(Reason.SHAPE, conv + " and " + norm + " give " + conv.type() + " and " + norm.type());
    }
    if (!conv.op().stride().equals(Size2.ONE)) {
      return Outcome.declined(Reason.STRIDE, conv + " has stride " + conv.op().stride() + ", expected " + Size2.ONE);
    }
    Size2 kernel = Conv2d.kernel(conv.operand(1).type());
    int row = middle(conv.op().pad().top(), conv.op().dilation().height(), kernel.height());
    int column = middle(conv.op().pad().left(), conv.op().dilation().width(), kernel.width());
    if (row < 0 || column < 0) {
      return Outcome.declined(Reason.KERNEL, "no tap of " + conv + " sees the place itself");
    }
    var operands = new ArrayList<>(List.of(conv.operand(0)));
    operands.add(out.weight(conv.operandName(1), weight(conv.tensor(1), affine, row * kernel.width() + column)));
    operands.add(conv.arity() > 2
        ? out.weight(conv.operandName(2), affine.shift(Optional.of(conv.tensor(2))))
        : out.weight(conv.node().name() + ".bias", affine.shift(Optional.empty())));
    return Outcome.replacedBy(out.add(conv.op(), operands));
  }

  /** The tap that reads where the window's result goes; −1 if there is none. */
  private static int middle(int pad, int dilation, int taps) {
    return pad % dilation == 0 && pad / dilation < taps ? pad / dilation : -1;
  }

  private static Tensor weight(Tensor weight, ChannelAffine affine, int tap) {
    var ingredients = new ArrayList<>(affine.tensors());
    ingredients.add(weight);
    int inputs = weight.shape().extent(1);
    int taps = Math.toIntExact(weight.shape().elementsFrom(2));
    return Weights.compute(weight.type(), "W + k", ingredients, () -> {
      double[] elements = weight.toDoubles();
      double[] scale = affine.scale();
      for (int c = 0; c < scale.length; c++) {
        elements[(c * inputs + c % inputs) * taps + tap] += scale[c]; // as many outputs as inputs: channel c is input c % inputs of its group
      }
      return elements;
    });
  }
}
