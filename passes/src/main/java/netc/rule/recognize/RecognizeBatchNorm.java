package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelMap;
import netc.rule.Weights;

/**
 * Makes one batch normalization of two scales or shifts of channels in a row that no layer has taken. A third one is folded into it then.
 *
 * <pre>
 *   add(mul(x, k), t)   =>   batchnorm(x, γ = k, β = t, μ = 0, σ² = 1, ε = 0)
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say batchnorm; exporters write a product and a sum.
 */
public final class RecognizeBatchNorm implements Rule<Binary> {
  private static final Capture<Binary> INNER = Capture.named("inner");
  private static final Pattern<Binary> PATTERN = node(Binary.class)
      .where(Reason.OTHER_OP, "neither scales nor shifts", ChannelMap::isCandidate)
      .operand(0,
          node(Binary.class).where(Reason.OTHER_OP, "neither scales nor shifts", ChannelMap::isCandidate).withOneUse().capturedAs(INNER));

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
    return "γ = k2·k1, β = k2·t1 + t2";
  }

  @Override
  public String summary() {
    return "make one batch normalization of scales and shifts in a row";
  }

  @Override
  public Outcome apply(Match<Binary> outer, Rewriter out) {
    Site<Binary> inner = outer.get(INNER);
    Optional<Failure> refusal = ChannelMap.refusal(outer).or(() -> ChannelMap.refusal(inner));
    if (refusal.isPresent()) {
      return Outcome.declined(refusal.get().reason(), refusal.get().detail());
    }
    ChannelMap first = ChannelMap.of(inner);
    ChannelMap second = ChannelMap.of(outer);
    var ingredients = new ArrayList<>(first.ingredients());
    ingredients.addAll(second.ingredients());
    if (ingredients.stream().allMatch(weight -> weight.shape().elements() == 1)) {
      return Outcome.declined(Reason.SHAPE, outer + " and " + inner + " do the same to all channels");
    }
    return Outcome.replacedBy(normalize(first, second, ingredients, out));
  }

  private static Value normalize(ChannelMap first, ChannelMap second, List<Tensor> ingredients, Rewriter out) {
    TensorType type = TensorType.f32(first.x().type().size(1));
    int channels = type.shape().extent(0);
    Value gamma = out.weight("gamma", Weights.compute(type, "k2·k1", ingredients, () -> {
      double[] scale = elements(second.scale(), channels, 1);
      double[] before = elements(first.scale(), channels, 1);
      for (int c = 0; c < channels; c++) {
        scale[c] *= before[c];
      }
      return scale;
    }));
    Value beta = out.weight("beta", Weights.compute(type, "k2·t1 + t2", ingredients, () -> {
      double[] shift = elements(second.shift(), channels, 0);
      double[] scale = elements(second.scale(), channels, 1);
      double[] before = elements(first.shift(), channels, 0);
      for (int c = 0; c < channels; c++) {
        shift[c] += scale[c] * before[c];
      }
      return shift;
    }));
    Value zeros = out.weight("mean", Tensor.fill(type, 0));
    return out.add(new BatchNorm(0), first.x(), gamma, beta, zeros, out.weight("var", Tensor.fill(type, 1)));
  }

  private static double[] elements(Optional<Supplier<double[]>> given, int channels, double otherwise) {
    double[] elements = new double[channels];
    Arrays.fill(elements, otherwise);
    return given.map(Supplier::get).orElse(elements);
  }
}
