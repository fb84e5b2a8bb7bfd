package netc.rule.merge;

import java.math.BigInteger;
import java.util.Optional;
import netc.ir.op.AvgPool2d;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * How a window slides over a map, and what of the channels it sees.
 *
 * @param rows its taps in a column
 * @param columns its taps in a row
 * @param stride cells from place to place
 * @param groups as a convolution's
 */
record Slide(Taps rows, Taps columns, Size2 stride, int groups) {
  /** One cell of one channel at a time. */
  static Slide pointwise(int channels) {
    return new Slide(Taps.ONE, Taps.ONE, Size2.ONE, channels);
  }

  /** That of a convolution. */
  static Slide of(Conv2d conv, Size2 kernel) {
    return of(kernel, conv.stride(), conv.pad(), conv.dilation(), conv.groups());
  }

  /** That of an average, channel by channel. */
  static Slide of(AvgPool2d pool, int channels) {
    return of(pool.kernel(), pool.stride(), pool.pad(), Size2.ONE, channels);
  }

  private static Slide of(Size2 kernel, Size2 stride, Padding pad, Size2 dilation, int groups) {
    return new Slide(new Taps(kernel.height(), dilation.height(), pad.top(), pad.bottom()),
        new Taps(kernel.width(), dilation.width(), pad.left(), pad.right()), stride, groups);
  }

  /** Why no window does what both do. */
  Optional<Failure> conflict(Slide other) {
    return stride.equals(other.stride)
        ? rows.conflict(other.rows).or(() -> columns.conflict(other.columns))
        : Optional.of(new Failure(Reason.STRIDE, "strides are " + stride + " and " + other.stride));
  }

  /** The least window that does what both do, which have no conflict; each of its groups has whole groups of both. */
  Slide union(Slide other) {
    int common = BigInteger.valueOf(groups).gcd(BigInteger.valueOf(other.groups)).intValue();
    return new Slide(rows.union(other.rows), columns.union(other.columns), stride, common);
  }

  /** The taps for one output element of {@code channels} input channels. May be too many for a {@code long}. */
  double taps(long channels) {
    long depth = channels / groups;
    return (double) depth * rows.count() * columns.count();
  }

  /** The convolution that slides so. */
  Conv2d op() {
    var pad = new Padding(rows.before(), columns.before(), rows.after(), columns.after());
    return new Conv2d(stride, pad, new Size2(rows.step(), columns.step()), groups);
  }
}
