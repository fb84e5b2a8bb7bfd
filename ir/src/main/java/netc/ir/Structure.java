package netc.ir;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.op.Constant;
import netc.ir.op.Op;

/** Compares graphs by what they compute from what, whatever the names and the order of nodes; unused nodes do not count. */
public final class Structure {
  private Structure() {}

  private record Pair(Value left, Value right) {}

  /** The first difference between two graphs, for people; empty if there is none. Weights are compared by type, not by elements. */
  public static Optional<String> difference(Graph left, Graph right) {
    if (!List.copyOf(left.outputs().keySet()).equals(List.copyOf(right.outputs().keySet()))) {
      return Optional.of("outputs " + left.outputs().keySet() + " and " + right.outputs().keySet());
    }
    var stack = new ArrayDeque<Pair>();
    left.outputs().forEach((name, value) -> stack.addLast(new Pair(value, right.output(name))));
    Map<Value, Value> mirrored = new HashMap<>();
    Map<Value, Value> back = new HashMap<>();
    while (!stack.isEmpty()) {
      Pair pair = stack.pop();
      Value mate = mirrored.putIfAbsent(pair.left(), pair.right());
      Value backMate = back.putIfAbsent(pair.right(), pair.left());
      if (mate != null || backMate != null) {
        if (mate != pair.right() || backMate != pair.left()) {
          return Optional.of(describe(pair.left()) + " and " + describe(pair.right()) + ": one is shared where the other is not");
        }
        continue;
      }
      if (differ(pair.left(), pair.right())) {
        return Optional.of(describe(pair.left()) + "\nand\n" + describe(pair.right()));
      }
      var mine = pair.left().producer().operands();
      var theirs = pair.right().producer().operands();
      for (int i = mine.size() - 1; i >= 0; i--) {
        stack.push(new Pair(mine.get(i), theirs.get(i)));
      }
    }
    return Optional.empty();
  }

  private static boolean differ(Value left, Value right) {
    Node mine = left.producer();
    Node theirs = right.producer();
    return left.index() != right.index()
        || !mine.types().equals(theirs.types())
        || mine.operands().size() != theirs.operands().size()
        || !sameOp(mine.op(), theirs.op());
  }

  private static boolean sameOp(Op left, Op right) {
    return (left instanceof Constant && right instanceof Constant) || left.equals(right);
  }

  private static String describe(Value value) {
    return Printer.statement(value.producer()) + " : " + value.type();
  }
}
