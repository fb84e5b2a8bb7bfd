package netc.cost;

import java.util.List;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Op;
import netc.ir.type.TensorType;

/** Kinds of kernels that multiply and accumulate at rates of their own. */
public enum Work {
  /** Convolutions with a 1×1 kernel and one group: products of matrices. */
  POINTWISE,
  /** Other convolutions with one group, or in few wide groups. */
  DENSE,
  /** Convolutions in groups of few channels: there is little to reuse. */
  GROUPED,
  /** Convolutions with one channel a group. */
  DEPTHWISE,
  /** Linear layers and products of matrices: each weight is used once for each row. */
  LINEAR,
  /** What only moves elements, or computes each from few others. */
  MEMORY;

  /** Channels of a group from which on it is as good as dense. */
  private static final long WIDE = 32;

  /** The kind of an op on operands of these types. */
  static Work of(Op op, List<TensorType> operands) {
    return switch (op) {
      case Conv2d conv when conv.groups() > 1 -> ofGroups(operands.get(1).size(1));
      case Conv2d _ when operands.get(1).shape().elementsFrom(2) == 1 -> POINTWISE;
      case Conv2d _ -> DENSE;
      case ConvTranspose2d transposed -> transposed.groups() == 1 ? DENSE : ofGroups(operands.get(1).size(0) / transposed.groups());
      case Linear _, MatMul _ -> LINEAR;
      default -> MEMORY; // has no multiply-accumulates, see Statistics.macs
    };
  }

  private static Work ofGroups(long channels) {
    return channels == 1 ? DEPTHWISE : channels < WIDE ? GROUPED : DENSE;
  }
}
