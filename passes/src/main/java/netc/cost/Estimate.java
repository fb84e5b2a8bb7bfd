package netc.cost;

/**
 * What running a network takes, or how a rewrite changes that.
 *
 * @param macs multiply-accumulates
 * @param bytes read and written by kernels, weights among them; what a kernel keeps to itself costs none
 * @param launches kernels
 * @param nanos the time estimated for them on a target
 */
public record Estimate(long macs, long bytes, long launches, double nanos) {
  /** Nothing. */
  public static final Estimate NONE = new Estimate(0, 0, 0, 0);

  /** Whether it takes less time, or the same and nothing more of anything. */
  public boolean isLessThan(Estimate other) {
    return nanos < other.nanos
        || (nanos == other.nanos && !equals(other) && macs <= other.macs && bytes <= other.bytes && launches <= other.launches);
  }

  /** This and another. */
  public Estimate plus(Estimate other) {
    return new Estimate(macs + other.macs, bytes + other.bytes, launches + other.launches, nanos + other.nanos);
  }

  /** This without another. */
  public Estimate minus(Estimate other) {
    return new Estimate(macs - other.macs, bytes - other.bytes, launches - other.launches, nanos - other.nanos);
  }
}
