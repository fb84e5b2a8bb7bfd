package netc.ir.op;

/**
 * Rows and columns added around a map. Written {@code [top, left, bottom, right]}.
 *
 * @param top rows above
 * @param left columns before
 * @param bottom rows below
 * @param right columns after
 */
public record Padding(int top, int left, int bottom, int right) {
  /** No padding. */
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  /** The same on all four sides. */
  public static Padding of(int side) {
    return new Padding(side, side, side, side);
  }

  /** Whether nothing is added. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether no side is negative. */
  public boolean isNonNegative() {
    return top >= 0 && left >= 0 && bottom >= 0 && right >= 0;
  }

  @Override
  public String toString() {
    return "[" + top + ", " + left + ", " + bottom + ", " + right + "]";
  }
}
