package netc.backend.cpu.kernel;

import java.util.Arrays;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * The form in which a convolution reads its input: each map with its padding, taken apart into {@code phases} by column modulo the stride, so that
 * what one tap contributes to a row of the result is contiguous. A plane is {@code [phases][rows][width]}; only what some tap reads is in it.
 *
 * @param conv the op
 * @param kernel its kernel
 * @param from the input's sizes
 * @param to the result's sizes
 */
record Planes(Conv2d conv, Size2 kernel, Sizes from, Sizes to) {
  /** Rows of a plane. */
  int rows() {
    return isInput() ? from.height() : (to.height() - 1) * rowStride() + (kernel.height() - 1) * conv.dilation().height() + 1;
  }

  /** From one row of the result to the next; a kernel of one row needs none of those between. */
  private int rowStride() {
    return isInput() || kernel.height() > 1 ? conv.stride().height() : 1;
  }

  /** Columns of a phase. */
  int width() {
    return isInput() ? from.width() : to.width() + (kernel.width() - 1) * conv.dilation().width() / conv.stride().width();
  }

  /** Phases that some tap reads. */
  int phases() {
    return Math.min(conv.stride().width(), (kernel.width() - 1) * conv.dilation().width() + 1);
  }

  /** Floats of a plane. */
  int size() {
    return phases() * rows() * width();
  }

  /** Whether the input itself has this form: nothing to pad, nothing to take apart. */
  boolean isInput() {
    return conv.pad().isNone() && conv.stride().width() == 1;
  }

  /** How far from the place of a result's first tap this tap's is. */
  int tap(int ky, int kx) {
    int column = kx * conv.dilation().width();
    int stride = conv.stride().width();
    return (column % stride * rows() + ky * conv.dilation().height()) * width() + column / stride;
  }

  /** From one row of the result to the next. */
  int rowStep() {
    return rowStride() * width();
  }

  /** Builds the plane of the map at {@code source} of {@code memory} at {@code target} of {@code planes}. */
  void build(float[] memory, int source, float[] planes, int target) {
    Arrays.fill(planes, target, target + size(), 0f);
    int stride = conv.stride().width();
    int width = width();
    int top = conv.pad().top();
    int left = conv.pad().left();
    int rowSkip = conv.stride().height() / rowStride();
    int firstRow = Math.min(Math.ceilDiv(top, rowSkip), rows());
    int endRow = Math.min(rows(), Math.ceilDiv(top + from.height(), rowSkip));
    if (stride == 1 && rowStride() == 1) {
      int first = Math.min(width, left);
      int count = Math.min(width, from.width() + left) - first;
      copyRows(memory, source + (firstRow * rowSkip - top) * from.width() + first - left, rowSkip * from.width(), planes,
          target + firstRow * width + first, width, count, endRow - firstRow);
      return;
    }
    for (int phase = 0; phase < phases(); phase++) {
      // Column i of a phase is column i·stride + phase − left of the map.
      int first = Math.ceilDiv(Math.max(0, left - phase), stride);
      int end = Math.min(width, Math.ceilDiv(from.width() + left - phase, stride));
      int at = source + (firstRow * rowSkip - top) * from.width() + first * stride + phase - left;
      int place = target + (phase * rows() + firstRow) * width + first;
      for (int row = firstRow; row < endRow; row++) {
        Lanes.gather(memory, at, stride, planes, place, end - first);
        at += rowSkip * from.width();
        place += width;
      }
    }
  }

  /** A method of its own, as it is what most planes need and few enough instructions to be compiled well. */
  private static void copyRows(float[] memory, int at, int step, float[] planes, int target, int width, int count, int rows) {
    for (int row = 0; row < rows; row++) {
      Lanes.copy(memory, at + row * step, planes, target + row * width, count);
    }
  }
}
