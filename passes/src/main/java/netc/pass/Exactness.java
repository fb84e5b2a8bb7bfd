package netc.pass;

import java.util.Locale;

/** How a rewritten graph's results compare with the original's; in increasing order of liberty. */
public enum Exactness {
  /** Bitwise equal where all values are finite, up to the sign of a zero: a tap of zero that is added or left out would make NaN of ∞. */
  EXACT,
  /** Equal in real arithmetic; floating-point sums are associated differently. */
  ROUNDING,
  /** Equal up to a stated error. */
  APPROXIMATE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
