package netc.ir.op;

import java.util.Locale;

/** A function that {@link Blend} can blend with the identity. */
public enum Activation {
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code 1 / (1 + exp(−x))}. */
  SIGMOID,
  /** {@code tanh(x)}. */
  TANH;

  /** The op that computes it alone. */
  public Unary op() {
    return switch (this) {
      case RELU -> new Relu();
      case SIGMOID -> new Sigmoid();
      case TANH -> new Tanh();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
