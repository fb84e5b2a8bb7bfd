package netc.rule;

import java.util.Optional;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;

/** Weights whose elements are all one number: the constants of formulas. */
public final class Uniform {
  /** The channels that exporters repeat a number for: the widest layers have that many. */
  private static final long MOST_COPIES = 8192;

  private Uniform() {}

  /** The number that all elements of a value are; nothing is known of what is computed. */
  public static Optional<Double> of(Value value) {
    return value.producer().op() instanceof Constant(Tensor weight) ? of(weight) : Optional.empty();
  }

  /**
   * The number that all elements of a weight are, as the shortest decimal that rounds to it. Large weights that are not filled are not looked at: they
   * are never one number in a formula.
   */
  public static Optional<Double> of(Tensor weight) {
    if (weight.source() instanceof Tensor.Source.Initial(Init init, _, _)) {
      return init instanceof Init.Fill(double value) ? Optional.of(value) : Optional.empty();
    }
    if (weight.shape().elements() > MOST_COPIES) {
      return Optional.empty();
    }
    float first = weight.get(0);
    for (int i = 1; i < weight.shape().elements(); i++) {
      if (weight.get(i) != first) {
        return Optional.empty();
      }
    }
    return Optional.of(Double.parseDouble(Float.toString(first)));
  }
}
