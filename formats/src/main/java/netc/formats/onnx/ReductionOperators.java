package netc.formats.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import netc.ir.op.Flatten;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Identity;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.op.Sqrt;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** One element of many. */
final class ReductionOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "ReduceMean", ReductionOperators::mean,
      "ReduceSum", op -> reduced(op, ReduceSum::new),
      "ReduceMax", op -> reduced(op, ReduceMax::new),
      "ReduceMin", ReductionOperators::min,
      "ReduceL2", ReductionOperators::norm);

  private ReductionOperators() {}

  /** The axes, unless nothing is to be reduced: an attribute in older operator sets, an input in newer ones; without any, all. */
  private static Optional<List<Integer>> axes(Operator op) {
    TensorType x = op.type(0);
    List<Long> written = IntegerLists.axes(op).orElse(List.of());
    boolean none = op.integer("noop_with_empty_axes", 0) == 1;
    if (written.isEmpty() && none) {
      return Optional.empty();
    }
    List<Integer> axes =
        (written.isEmpty() ? Operator.axes(x.rank()) : written).stream().map(axis -> Operator.axis(axis, x.rank())).sorted()
            .toList();
    if (axes.stream().anyMatch(axis -> x.shape().dim(axis) instanceof Dim.Symbol)) {
      throw Refusal.symbolic("a reduction of " + x + " along axes " + axes);
    }
    return Optional.of(axes);
  }

  private static boolean keeps(Operator op) {
    return op.integer("keepdims", 1) == 1;
  }

  private static Operand reduced(Operator op, BiFunction<List<Integer>, Boolean, Reduction> reduction) {
    return reduced(op, axes(op), reduction);
  }

  private static Operand reduced(Operator op, Optional<List<Integer>> axes, BiFunction<List<Integer>, Boolean, Reduction> reduction) {
    boolean keeps = keeps(op);
    return axes.filter(found -> !found.isEmpty()).map(found -> op.result(reduction.apply(found, keeps), op.input(0)))
        .orElseGet(() -> op.result(new Identity(), op.input(0)));
  }

  /** The mean of whole maps is what exporters write for global pooling. */
  private static Operand mean(Operator op) {
    Optional<List<Integer>> axes = axes(op);
    if (op.type(0).rank() != 4 || !axes.equals(Optional.of(List.of(2, 3)))) {
      return reduced(op, axes, ReduceMean::new);
    }
    return keeps(op) ? op.result(new GlobalAvgPool(), op.input(0)) : op.result(new Flatten(), op.step(new GlobalAvgPool(), op.input(0)));
  }

  /** The axes, of which there must be some. */
  private static List<Integer> someAxes(Operator op) {
    return axes(op).filter(found -> !found.isEmpty()).orElseThrow(() -> Refusal.unsupported("no axes"));
  }

  private static Operand min(Operator op) {
    var max = new ReduceMax(someAxes(op), keeps(op));
    return op.result(new Neg(), op.step(max, op.step(new Neg(), op.input(0))));
  }

  /** The root of the sum of squares. */
  private static Operand norm(Operator op) {
    var sum = new ReduceSum(someAxes(op), keeps(op));
    return op.result(new Sqrt(), op.step(sum, op.step(new Mul(), op.input(0), op.input(0))));
  }
}
