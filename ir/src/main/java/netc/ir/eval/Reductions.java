package netc.ir.eval;

import java.util.Arrays;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link Reduction} ops: each element goes to the result's place that its index along the axes that stay gives. */
final class Reductions {
  private Reductions() {}

  static Tensor evaluate(Reduction op, TensorType type, Tensor x) {
    float[] elements = x.toArray();
    double[] sums = new double[Math.toIntExact(type.shape().elements())];
    Arrays.fill(sums, op instanceof ReduceMax ? Double.NEGATIVE_INFINITY : 0);
    int[] steps = steps(op, x);
    for (int i = 0; i < elements.length; i++) {
      int place = 0;
      int rest = i;
      for (int axis = steps.length - 1; axis >= 0; axis--) {
        place += rest % x.shape().extent(axis) * steps[axis];
        rest /= x.shape().extent(axis);
      }
      sums[place] = switch (op) {
        case ReduceMean _, ReduceSum _ -> sums[place] + elements[i];
        case ReduceMax _ -> Math.max(sums[place], elements[i]);
      };
    }
    int count = elements.length / sums.length;
    float[] result = new float[sums.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (op instanceof ReduceMean ? sums[i] / count : sums[i]);
    }
    return Evaluator.wrap(type, result);
  }

  /** How far apart in the result neighbours along each axis of the operand are; 0 along an axis that is reduced. */
  private static int[] steps(Reduction op, Tensor x) {
    int[] steps = new int[x.shape().rank()];
    int step = 1;
    for (int axis = steps.length - 1; axis >= 0; axis--) {
      if (!op.axes().contains(axis)) {
        steps[axis] = step;
        step *= x.shape().extent(axis);
      }
    }
    return steps;
  }
}
