package netc.rule.fold;

import java.util.Optional;
import java.util.function.UnaryOperator;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.op.Constant;
import netc.ir.op.Flatten;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Pooling;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Shuffle;
import netc.ir.type.Shape;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.rule.Averaging;
import netc.rule.ChannelMap;
import netc.rule.Reshaping;

/** The ops of one operand that a map of channels can pass, from one side to the other. */
final class Commuting {
  private Commuting() {}

  /** Whether an op is one, for some maps at least. */
  static boolean is(Node node, Rewriter view) {
    return switch (node.op()) {
      case Pooling _, Relu _, LeakyRelu _, Shuffle _, Resize _, Pad _ -> true;
      case Prelu _ -> view.operand(node, 1).producer().op() instanceof Constant;
      case Flatten _, Reshape _ -> isFlat(node, view);
      default -> false;
    };
  }

  /** Whether each channel's elements become features side by side. */
  private static boolean isFlat(Node node, Rewriter view) {
    Shape from = view.operand(node, 0).type().shape();
    Shape to = node.type().shape();
    return from.rank() > 1 && to.rank() == 2 && from.dim(0).equals(to.dim(0)) && from.isKnownFrom(1);
  }

  /** The elements of a channel that become features of their own; 1 for an op that keeps channels. */
  static int spread(Node node, Rewriter view) {
    return Reshaping.is(node.op())
        ? Math.toIntExact(view.operand(node, 0).type().shape().elementsFrom(2)) : 1;
  }

  /** Why a map cannot pass. */
  static Optional<Failure> refusal(Node node, ChannelMap map) {
    return switch (node.op()) {
      case Pooling pool when Averaging.is(pool) -> Averaging.countsZeros(pool) && map.shifts()
          ? Optional.of(new Failure(Reason.BORDER, node + " averages zeros of its padding, which would not be shifted")) : Optional.empty();
      case Pooling _ -> refusalOfSign(node, map);
      case Relu _, LeakyRelu _, Prelu _ -> map.shifts()
          ? Optional.of(new Failure(Reason.OTHER_OP, node + " is not linear")) : refusalOfSign(node, map);
      case Pad pad -> pad.mode() == PadMode.CONSTANT && (pad.value() != 0 || map.shifts())
          ? Optional.of(new Failure(Reason.BORDER, node + " pads with " + pad.value() + ", which would be another value"))
          : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Failure> refusalOfSign(Node node, ChannelMap map) {
    return map.isIncreasing()
        ? Optional.empty()
        : Optional.of(new Failure(Reason.NOT_POSITIVE, "a factor beside " + node + " is not positive"));
  }

  /** The map of the operand, for a map of the result of an op that keeps channels. */
  static ChannelMap before(Op op, ChannelMap map) {
    return op instanceof Shuffle shuffle ? map.changed(elements -> unshuffled(elements, shuffle.groups())) : map;
  }

  /** The map of the result, for a map of the operand. */
  static ChannelMap after(Node node, ChannelMap map, Rewriter view) {
    int spread = spread(node, view);
    UnaryOperator<double[]> repeat = elements -> {
      double[] all = new double[elements.length * spread];
      for (int i = 0; i < all.length; i++) {
        all[i] = elements[i / spread];
      }
      return all;
    };
    return node.op() instanceof Shuffle shuffle ? map.changed(elements -> unshuffled(elements, elements.length / shuffle.groups()))
        : spread == 1 ? map : map.changed(repeat);
  }

  /** Undoes a shuffle of so many groups; one of the other factor of the number of channels is the same. */
  private static double[] unshuffled(double[] elements, int groups) {
    double[] before = new double[elements.length];
    int width = elements.length / groups;
    for (int i = 0; i < elements.length; i++) {
      before[i % groups * width + i / groups] = elements[i];
    }
    return before;
  }
}
