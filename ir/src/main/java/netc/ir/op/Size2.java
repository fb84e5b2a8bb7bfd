package netc.ir.op;

/**
 * A height and a width: of a kernel, a stride, a dilation or a map. Written {@code [height, width]}.
 *
 * @param height rows
 * @param width columns
 */
public record Size2(int height, int width) {
  /** 1 by 1. */
  public static final Size2 ONE = new Size2(1, 1);

  /** A square. */
  public static Size2 of(int side) {
    return new Size2(side, side);
  }

  /** Whether both are at least 1. */
  public boolean isPositive() {
    return height > 0 && width > 0;
  }

  @Override
  public String toString() {
    return "[" + height + ", " + width + "]";
  }
}
