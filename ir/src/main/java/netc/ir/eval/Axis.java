package netc.ir.eval;

import netc.ir.op.Padding;
import netc.ir.op.Size2;

/**
 * A window that slides along one axis: tap {@code t} at place {@code p} is the cell {@code p · stride + t · dilation − before}.
 *
 * @param size the number of cells of the input
 * @param places the number of cells of the result
 * @param kernel the number of taps
 * @param stride from place to place
 * @param dilation from tap to tap
 * @param before the padding before the first cell
 * @param after the padding after the last cell
 */
record Axis(int size, int places, int kernel, int stride, int dilation, int before, int after) {
  static Axis rows(Image x, Image y, Size2 kernel, Size2 stride, Size2 dilation, Padding pad) {
    return new Axis(x.height(), y.height(), kernel.height(), stride.height(), dilation.height(), pad.top(), pad.bottom());
  }

  static Axis columns(Image x, Image y, Size2 kernel, Size2 stride, Size2 dilation, Padding pad) {
    return new Axis(x.width(), y.width(), kernel.width(), stride.width(), dilation.width(), pad.left(), pad.right());
  }

  /** The cell, possibly in the padding, of {@code tap} at {@code place}. */
  long cell(int place, int tap) {
    return (long) place * stride + offset(tap);
  }

  /** The first place at which this tap lies behind the padding before the input. */
  int firstPlace(int tap) {
    return Math.clamp(Math.ceilDiv(-offset(tap), (long) stride), 0, places);
  }

  /** The first place from which on this tap lies in the padding after the input. */
  int endPlace(int tap) {
    return Math.clamp(Math.ceilDiv(size - offset(tap), (long) stride), 0, places);
  }

  private long offset(int tap) {
    return (long) tap * dilation - before;
  }
}
