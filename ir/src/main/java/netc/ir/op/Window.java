package netc.ir.op;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The geometry that convolution and pooling share: how many places a sliding window has. */
final class Window {
  private Window() {}

  /** The result of sliding a window over {@code input} ({@code [N, C, H, W]}), with {@code channels} channels. */
  static Inference slide(
      String op, TensorType input, long channels, Size2 kernel, Size2 stride, Size2 dilation, Padding pad, boolean ceil) {
    if (!kernel.isPositive()) {
      return Inference.badAttribute(op, "kernel " + kernel + " is not positive");
    }
    if (!stride.isPositive()) {
      return Inference.badAttribute(op, "stride " + stride + " is not positive");
    }
    if (!dilation.isPositive()) {
      return Inference.badAttribute(op, "dilation " + dilation + " is not positive");
    }
    if (!pad.isNonNegative()) {
      return Inference.badAttribute(op, "pad " + pad + " is negative");
    }
    long height = places(input.size(2), kernel.height(), stride.height(), dilation.height(), pad.top(), pad.bottom(), ceil);
    long width = places(input.size(3), kernel.width(), stride.width(), dilation.width(), pad.left(), pad.right(), ceil);
    if (height < 1 || width < 1) {
      String map = input.size(2) + "×" + input.size(3);
      return Inference.invalid(
          Code.EMPTY_OUTPUT, op,
          "kernel " + kernel + " with dilation " + dilation + " does not fit into a map of " + map + " padded by " + pad, 0);
    }
    return Inference.of(TensorType.f32(new Shape(List.of(input.shape().dim(0), Dim.of(channels), Dim.of(height), Dim.of(width)))));
  }

  /** The number of places along one axis; with {@code ceil}, a last partial window counts if it starts inside the input or its leading padding. */
  static long places(long size, int kernel, int stride, int dilation, int before, int after, boolean ceil) {
    long free = size + before + after - ((kernel - 1L) * dilation + 1);
    if (free < 0) {
      return 0;
    }
    long count = (ceil ? Math.ceilDiv(free, (long) stride) : free / stride) + 1;
    return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
  }

  /** The type of {@code input} with maps of another size. */
  static Inference resized(String op, TensorType input, Size2 size) {
    if (!size.isPositive()) {
      return Inference.badAttribute(op, "size " + size + " is not positive");
    }
    return Inference.of(TensorType.f32(input.shape().with(2, Dim.of(size.height())).with(3, Dim.of(size.width()))));
  }

  /** The mistake of {@code input}, if it is not {@code [N, C, H, W]} with all but the batch known. */
  static Optional<Inference> checkImage(String op, TensorType input) {
    if (input.rank() != 4) {
      return Optional.of(Inference.wrongRank(op, input, "4: [N, C, H, W]", 0));
    }
    if (!input.shape().isKnownFrom(1)) {
      return Optional.of(
          Inference.invalid(Code.SYMBOLIC_DIMENSION, op, "operand " + input + " has a symbol beyond its batch dimension", 0));
    }
    return Optional.empty();
  }
}
