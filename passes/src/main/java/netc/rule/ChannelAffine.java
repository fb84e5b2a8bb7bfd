package netc.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import netc.ir.op.BatchNorm;
import netc.ir.tensor.Tensor;
import netc.match.Site;

/**
 * Batch normalization as {@code scale · x + shift} per channel: {@code scale = γ / √(σ² + ε)}, {@code shift = β − μ · scale}.
 *
 * @param epsilon ε
 * @param gamma γ [C]
 * @param beta β [C]
 * @param mean μ [C]
 * @param variance σ² [C]
 */
public record ChannelAffine(double epsilon, Tensor gamma, Tensor beta, Tensor mean, Tensor variance) {
  /** That of a batch normalization whose parameters are weights. */
  public static ChannelAffine of(Site<BatchNorm> norm) {
    return new ChannelAffine(
        norm.op().epsilon(), norm.tensor(BatchNorm.GAMMA), norm.tensor(BatchNorm.BETA), norm.tensor(BatchNorm.MEAN),
        norm.tensor(BatchNorm.VAR));
  }

  /** The parameters. */
  public List<Tensor> tensors() {
    return List.of(gamma, beta, mean, variance);
  }

  /** Why it is undefined, in words: a parameter that is not finite, a variance that with ε is not positive, a scale or a shift that overflows. */
  public Optional<String> defect() {
    if (!gamma.isFinite() || !beta.isFinite() || !mean.isFinite() || !variance.isFinite()) {
      return Optional.of("a parameter is not finite");
    }
    double[] values = variance.toDoubles();
    for (int c = 0; c < values.length; c++) {
      if (!(values[c] + epsilon > 0)) {
        return Optional.of("the variance of channel " + c + " is " + values[c]);
      }
    }
    return hasNoFloat(scale()) || hasNoFloat(shift()) ? Optional.of("scale or shift of a channel is too large for f32") : Optional.empty();
  }

  private static boolean hasNoFloat(double[] values) {
    return Arrays.stream(values).anyMatch(value -> !Float.isFinite((float) value));
  }

  /** The factor of each channel. */
  public double[] scale() {
    double[] scale = gamma.toDoubles();
    double[] values = variance.toDoubles();
    for (int c = 0; c < scale.length; c++) {
      scale[c] /= Math.sqrt(values[c] + epsilon);
    }
    return scale;
  }

  /** What is added to each channel, {@code β − μ·k}. */
  public double[] shift() {
    double[] scale = scale();
    double[] shift = beta.toDoubles();
    double[] means = mean.toDoubles();
    for (int c = 0; c < shift.length; c++) {
      shift[c] -= means[c] * scale[c];
    }
    return shift;
  }
}
