package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import netc.ir.diag.Code;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;

/**
 * The geometry of convolution and pooling. One spatial axis is taken for the width of a map of height 1.
 *
 * @param kernel the window
 * @param stride steps between windows
 * @param dilation steps between the cells of a window
 * @param pad around the input
 * @param ceil whether a last partial window counts
 */
record WindowAttributes(Size2 kernel, Size2 stride, Size2 dilation, Padding pad, boolean ceil) {
  /**
   * The attributes of an operator.
   *
   * @param input {@code [N, C, W]} or {@code [N, C, H, W]}, what the operator works on
   * @param kernel the window's sizes along the spatial axes
   */
  static WindowAttributes of(Operator op, TensorType input, List<Long> kernel) {
    int axes = input.rank() - 2;
    requireAxes(axes);
    List<Long> stride = op.integers("strides").orElseGet(() -> Collections.nCopies(axes, 1L));
    List<Long> dilation = op.integers("dilations").orElseGet(() -> Collections.nCopies(axes, 1L));
    boolean ceil = op.integer("ceil_mode", 0) == 1;
    List<Long> pads = pads(op, input, kernel, stride, dilation);
    return new WindowAttributes(size(kernel, axes), size(stride, axes), size(dilation, axes), padding(pads, axes), ceil);
  }

  /** Requires one or two spatial axes. */
  static void requireAxes(int axes) {
    if (axes != 1 && axes != 2) {
      throw Refusal.unsupported(axes + " spatial dimensions");
    }
  }

  /** The padding of beginnings and ends. */
  static Padding padding(List<Long> pads, int axes) {
    return axes == 1 ? new Padding(0, at(pads, 0, 2), 0, at(pads, 1, 2))
        : new Padding(at(pads, 0, 4), at(pads, 1, 4), at(pads, 2, 4), at(pads, 3, 4));
  }

  /** Sizes along one or two axes. */
  static Size2 size(List<Long> sizes, int axes) {
    return axes == 1 ? new Size2(1, at(sizes, 0, 1)) : new Size2(at(sizes, 0, 2), at(sizes, 1, 2));
  }

  /** The number at a place of a list that must have so many. */
  static int at(List<Long> list, int index, int expected) {
    if (list.size() != expected) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE,
          "a kernel, stride, dilation or padding of " + list.size() + " numbers, expected " + expected);
    }
    return Operator.small(list.get(index));
  }

  /** The beginnings of all axes, then their ends. */
  private static List<Long> pads(Operator op, TensorType input, List<Long> kernel, List<Long> stride, List<Long> dilation) {
    int axes = input.rank() - 2;
    List<Long> written = op.integers("pads").orElseGet(() -> Collections.nCopies(2 * axes, 0L));
    String auto = op.text("auto_pad", "NOTSET");
    return switch (auto) {
      case "NOTSET", "" -> written;
      case "VALID" -> Collections.nCopies(2 * axes, 0L);
      case "SAME_UPPER", "SAME_LOWER" -> same(auto.equals("SAME_UPPER"), input, kernel, stride, dilation);
      default -> throw Refusal.unsupported("auto_pad " + auto);
    };
  }

  /** As much padding as makes ⌈size / stride⌉ windows; where it is odd, more at the end ({@code upper}) or at the beginning. */
  private static List<Long> same(boolean upper, TensorType input, List<Long> kernel, List<Long> stride, List<Long> dilation) {
    var begins = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int i = 0; i < input.rank() - 2; i++) {
      long size = input.size(i + 2);
      int step = Math.max(1, at(stride, i, input.rank() - 2));
      long places = Math.ceilDiv(size, (long) step);
      long reach = (at(kernel, i, input.rank() - 2) - 1L) * at(dilation, i, input.rank() - 2) + 1;
      long total = Math.max(0, (places - 1) * step + reach - size);
      begins.add(upper ? total / 2 : total - total / 2);
      ends.add(upper ? total - total / 2 : total / 2);
    }
    begins.addAll(ends);
    return begins;
  }

  /** The same with other padding. */
  WindowAttributes withPad(Padding other) {
    return new WindowAttributes(kernel, stride, dilation, other, ceil);
  }

  /**
   * The padding with room for last partial windows, if they count, so that they are whole.
   *
   * @param input {@code [N, C, H, W]}
   */
  Padding padWithRoom(TensorType input) {
    if (!ceil || input.rank() != 4 || !stride.isPositive()) {
      return pad;
    }
    var rounded = new MaxPool2d(kernel, stride, pad, dilation, true);
    TensorType result = ImportedGraph.infer(rounded, List.of(input)).getFirst();
    long height = (result.size(2) - 1) * stride.height() + (kernel.height() - 1L) * dilation.height() + 1;
    long width = (result.size(3) - 1) * stride.width() + (kernel.width() - 1L) * dilation.width() + 1;
    return new Padding(pad.top(), pad.left(), Math.max(pad.bottom(), Operator.small(height - input.size(2) - pad.top())),
        Math.max(pad.right(), Operator.small(width - input.size(3) - pad.left())));
  }
}
