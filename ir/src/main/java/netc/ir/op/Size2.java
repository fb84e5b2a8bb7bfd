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

  /** Steps of this size, each of steps of the other; what an {@code int} does not hold is beyond any map, where all strides are one. */
  public Size2 times(Size2 other) {
    return new Size2(Math.clamp((long) height * other.height, 1, Integer.MAX_VALUE),
        Math.clamp((long) width * other.width, 1, Integer.MAX_VALUE));
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
