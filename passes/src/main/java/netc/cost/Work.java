package netc.cost;

import java.util.List;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Op;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;

/** Kinds of kernels that multiply and accumulate at rates of their own. */
public enum Work {
  /** Convolutions with a 1×1 kernel and one group: products of matrices. */
  POINTWISE,
  /** 3×3 convolutions with one group and stride 1, which Winograd's algorithm computes with fewer multiplications. */
  WINOGRAD,
  /** Other convolutions with one group, or in groups of many channels. */
  DENSE,
  /** Convolutions with one group and few input channels: there is little to do for each result. */
  NARROW,
  /** Convolutions in groups of few channels: there is little to reuse. */
  GROUPED,
  /** Convolutions with one channel a group. */
  DEPTHWISE,
  /** Linear layers and products of matrices: each weight is used once for each row. */
  LINEAR,
  /** What only moves elements, or computes each from few others. */
  MEMORY;

  /** Input channels, of a group or of all, from which on there is enough to do for each result. */
  private static final long WIDE = 32;

  /** Channels and cells in a row from which on Winograd's algorithm is at its best. */
  private static final long WINOGRAD_CHANNELS = 64;
  private static final long WINOGRAD_CELLS = 10;

  /** The kind of an op on operands of these types, with a result of this type. */
  static Work of(Op op, List<TensorType> operands, TensorType result) {
    return switch (op) {
      case Conv2d conv when conv.groups() > 1 -> ofGroups(operands.get(1).size(1));
      case Conv2d _ when operands.get(1).size(1) < WIDE -> NARROW;
      case Conv2d _ when operands.get(1).shape().elementsFrom(2) == 1 -> POINTWISE;
      case Conv2d conv -> isWinograd(conv, operands.get(1), result) ? WINOGRAD : DENSE;
      case ConvTranspose2d transposed -> transposed.groups() == 1 ? DENSE : ofGroups(operands.get(1).size(0) / transposed.groups());
      case Linear _, MatMul _ -> LINEAR;
      default -> MEMORY; // has no multiply-accumulates, see Statistics.macs
    };
  }

  private static boolean isWinograd(Conv2d conv, TensorType weight, TensorType result) {
    return conv.stride().equals(Size2.ONE) && conv.dilation().equals(Size2.ONE) && Conv2d.kernel(weight).equals(Size2.of(3))
        && Math.min(weight.size(0), weight.size(1)) >= WINOGRAD_CHANNELS
        && Math.min(result.size(2), result.size(3)) >= WINOGRAD_CELLS;
  }

  /** How many multiply-accumulates a machine takes for each one that an op asks for, if it computes so many channels at once. */
  static double padding(Op op, List<TensorType> operands, int lanes) {
    if (!(op instanceof Conv2d conv) || conv.groups() > 1) {
      return 1;
    }
    long filters = operands.get(1).size(0);
    return (double) Math.ceilDiv(filters, lanes) * lanes / filters;
  }

  private static Work ofGroups(long channels) {
    return channels == 1 ? DEPTHWISE : channels < WIDE ? GROUPED : DENSE;
  }
}
