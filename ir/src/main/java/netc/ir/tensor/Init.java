package netc.ir.tensor;

import netc.ir.type.Shape;

/** How a weight that is bound to no file gets its elements. */
public sealed interface Init {
  /**
   * Every element the same.
   *
   * @param value the value of each element
   */
  record Fill(double value) implements Init {}

  /**
   * Independent draws from a uniform distribution, determined by the weight's name, the seed and the element's index.
   *
   * @param low the inclusive lower bound
   * @param high the exclusive upper bound
   */
  record Uniform(double low, double high) implements Init {
    public Uniform {
      if (!(low < high) || Double.isInfinite(high - low)) {
        throw new IllegalArgumentException("uniform(" + low + ", " + high + ") is not a finite, non-empty range");
      }
    }
  }

  /** Whether every draw is finite as {@code f32}. */
  default boolean isFinite() {
    return switch (this) {
      case Fill(double value) -> Float.isFinite((float) value);
      case Uniform(double low, double high) -> Float.isFinite((float) low) && Float.isFinite((float) high);
    };
  }

  /**
   * What a weight of this shape gets when nothing else is said: for matrices and filters the bound that keeps the variance of activations through
   * a ReLU (He et al., arXiv 1502.01852, eq. 10, as a uniform distribution), for vectors a small signed range, so that no bias is zero.
   */
  static Init standard(Shape shape) {
    if (shape.rank() < 2) {
      return new Uniform(-0.1, 0.1);
    }
    double bound = Math.sqrt(6.0 / shape.elementsFrom(1));
    return new Uniform(-bound, bound);
  }
}
