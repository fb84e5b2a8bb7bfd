package netc.rule;

import java.util.ArrayList;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Flatten;
import netc.ir.op.Movement;
import netc.ir.op.Op;
import netc.ir.op.Reshape;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The same elements under another shape. */
public final class Reshaping {
  private Reshaping() {}

  /** Whether an op leaves all elements in their order. */
  public static boolean is(Op op) {
    return op instanceof Flatten || op instanceof Reshape;
  }

  /** What makes {@code to} of {@code from}, in the simplest form; nothing if a symbolic size would have to move. */
  public static Optional<Movement> between(TensorType from, TensorType to) {
    Shape target = to.shape();
    boolean keepsBatch = from.rank() > 0 && to.rank() > 0 && from.shape().dim(0).equals(target.dim(0)) && from.shape().isKnownFrom(1);
    if (keepsBatch && to.rank() == 2) {
      return Optional.of(new Flatten());
    }
    if (!target.isKnownFrom(keepsBatch ? 1 : 0)) {
      return Optional.empty();
    }
    var sizes = new ArrayList<Integer>();
    for (int axis = 0; axis < to.rank(); axis++) {
      sizes.add(axis == 0 && keepsBatch ? 0 : target.extent(axis));
    }
    return Optional.of(new Reshape(sizes));
  }

  /** {@code x} as a value of {@code type}, which has as many elements. */
  public static Value of(Value x, TensorType type, Rewriter out) {
    return x.type().equals(type) ? x : out.add(between(x.type(), type).orElseThrow(), x);
  }

  /** Whether a type is {@code [N, C, 1, 1]}. */
  public static boolean isCell(TensorType type) {
    return type.rank() == 4 && type.shape().dim(2).equals(Dim.of(1)) && type.shape().dim(3).equals(Dim.of(1));
  }
}
