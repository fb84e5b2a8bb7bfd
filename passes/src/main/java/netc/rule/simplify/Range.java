package netc.rule.simplify;

/**
 * Numbers from {@code low} to {@code high}, NaN not excluded: what an op's result is known to be.
 *
 * @param low the least, possibly −∞
 * @param high the largest, possibly ∞
 */
record Range(double low, double high) {
  static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  static final Range NOT_NEGATIVE = new Range(0, Double.POSITIVE_INFINITY);

  boolean isWithin(Range other) {
    return low >= other.low && high <= other.high;
  }

  boolean isNotNegative() {
    return low >= 0;
  }

  /** The range around both. */
  Range or(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }

  /** What the sign alone says: all that is left of a range where sums round. */
  Range sign() {
    return new Range(low >= 0 ? 0 : Double.NEGATIVE_INFINITY, high <= 0 ? 0 : Double.POSITIVE_INFINITY);
  }

  Range clipped(Range bounds) {
    return new Range(Math.clamp(low, bounds.low, bounds.high), Math.clamp(high, bounds.low, bounds.high));
  }
}
