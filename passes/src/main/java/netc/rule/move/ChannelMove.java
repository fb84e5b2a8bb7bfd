package netc.rule.move;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Node;
import netc.ir.op.Concat;
import netc.ir.op.Op;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.type.TensorType;

/** The ops that do nothing but put channels of images elsewhere: concat, split, slice and shuffle. */
final class ChannelMove {
  private ChannelMove() {}

  /** Whether a node is one. */
  static boolean is(Node node) {
    boolean moves = switch (node.op()) {
      case Concat concat -> concat.axis() == 1;
      case Split split -> split.axis() == 1;
      case Slice slice -> slice.axes().equals(List.of(1));
      case Shuffle _ -> true;
      default -> false;
    };
    return moves && node.types().stream().allMatch(ChannelMove::isImage);
  }

  private static boolean isImage(TensorType type) {
    return type.rank() == 4 && type.shape().isKnownFrom(1);
  }

  /** What stands where in each result, for what stands where in each operand. */
  static <T> List<List<T>> results(Op move, List<List<T>> operands) {
    List<T> first = operands.getFirst();
    return switch (move) {
      case Concat _ -> List.of(operands.stream().flatMap(List::stream).toList());
      case Split split -> cut(first, split.sizes());
      case Slice slice -> List.of(everySoMany(first, slice.starts().getFirst(), slice.ends().getFirst(), slice.step(0)));
      case Shuffle shuffle -> List.of(shuffled(first, shuffle.groups()));
      default -> throw new IllegalArgumentException(move + " does not only move channels");
    };
  }

  private static <T> List<List<T>> cut(List<T> channels, List<Integer> sizes) {
    var parts = new ArrayList<List<T>>();
    int from = 0;
    for (int size : sizes) {
      parts.add(channels.subList(from, from + size));
      from += size;
    }
    return parts;
  }

  private static <T> List<T> everySoMany(List<T> channels, int start, int end, int step) {
    var some = new ArrayList<T>();
    for (int i = start; i < end; i += step) {
      some.add(channels.get(i));
    }
    return some;
  }

  private static <T> List<T> shuffled(List<T> channels, int groups) {
    int width = channels.size() / groups;
    var shuffled = new ArrayList<T>();
    for (int i = 0; i < channels.size(); i++) {
      shuffled.add(channels.get(i % groups * width + i / groups));
    }
    return shuffled;
  }
}
