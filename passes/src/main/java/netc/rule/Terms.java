package netc.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;

/** What a tree of additions adds, whose inner results are used once, however the additions are associated. */
public final class Terms {
  private Terms() {}

  /** That an addition is part of a larger sum, which is looked at as a whole. */
  public static Optional<Failure> isPart(Site<Add> add) {
    Value result = add.node().result();
    return isInner(result, add.view()) && add.view().users(result).getFirst().op() instanceof Add
        ? Optional.of(new Failure(Reason.OTHER_OP, add + " is part of a larger sum"))
        : Optional.empty();
  }

  /** The terms of the sum that ends in {@code root}, from left to right. */
  public static List<Value> of(Site<Add> root) {
    var terms = new ArrayList<Value>();
    var stack = new ArrayDeque<Value>();
    root.operands().reversed().forEach(stack::push);
    while (!stack.isEmpty()) {
      Value value = stack.pop();
      if (value.producer().op() instanceof Add && isInner(value, root.view())) {
        root.view().operands(value.producer()).reversed().forEach(stack::push);
      } else {
        terms.add(value);
      }
    }
    return terms;
  }

  private static boolean isInner(Value value, Rewriter view) {
    return view.useCount(value) == 1 && !view.isOutput(value);
  }
}
