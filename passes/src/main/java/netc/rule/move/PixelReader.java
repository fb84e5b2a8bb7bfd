package netc.rule.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.AvgPool2d;
import netc.ir.op.Conv2d;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.op.Slice;
import netc.ir.type.Shape;

/** What reads single pixels of a map, beginning with the first of each axis: 1×1 convolutions, pooling of one cell, slices. */
final class PixelReader {
  /** The axes of a map. */
  static final List<Integer> AXES = List.of(2, 3);

  private PixelReader() {}

  /** From pixel to pixel, for a node that reads single ones of its first operand. */
  static Optional<Size2> stride(Node node, Rewriter view) {
    return switch (node.op()) {
      case Conv2d conv when isOneCell(Conv2d.kernel(view.operand(node, 1).type()), conv.pad()) -> Optional.of(conv.stride());
      case MaxPool2d pool when isOneCell(pool.kernel(), pool.pad()) -> Optional.of(pool.stride());
      case AvgPool2d pool when isOneCell(pool.kernel(), pool.pad()) -> Optional.of(pool.stride());
      case Slice slice when readsToTheEnd(slice, view.operand(node, 0).type().shape()) ->
          Optional.of(new Size2(slice.step(0), slice.step(1)));
      default -> Optional.empty();
    };
  }

  private static boolean isOneCell(Size2 kernel, Padding pad) {
    return kernel.equals(Size2.ONE) && pad.isNone();
  }

  private static boolean readsToTheEnd(Slice slice, Shape map) {
    return slice.axes().equals(AXES) && slice.starts().equals(List.of(0, 0))
        && slice.ends().equals(List.of(map.extent(2), map.extent(3)));
  }

  /** Only these pixels of a map. */
  static Slice slice(Shape map, Size2 stride) {
    return new Slice(List.of(0, 0), List.of(map.extent(2), map.extent(3)), AXES, List.of(stride.height(), stride.width()));
  }

  /** What a reader computes, of a map that has nothing but the pixels that it reads. */
  static Value ofPixels(Node reader, Value pixels, Rewriter out) {
    if (!(reader.op() instanceof Conv2d conv)) {
      return pixels;
    }
    var operands = new ArrayList<>(out.operands(reader));
    operands.set(0, pixels);
    return out.add(new Conv2d(Size2.ONE, conv.pad(), conv.dilation(), conv.groups()), operands);
  }
}
