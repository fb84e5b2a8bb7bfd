package netc.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import netc.ir.op.BatchNorm;
import netc.ir.op.Exp;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Log;
import netc.ir.op.Lrn;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceSum;
import netc.ir.op.Softmax;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Normalization. */
final class NormalizationOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "BatchNormalization", NormalizationOperators::batchNormalization,
      "LRN", NormalizationOperators::lrn,
      "LayerNormalization", NormalizationOperators::layerNormalization,
      "InstanceNormalization", NormalizationOperators::instanceNormalization,
      "Softmax", NormalizationOperators::softmax,
      "LogSoftmax", NormalizationOperators::logSoftmax);

  /** From this operator set on, Softmax works along one axis; before, along all from one on. */
  private static final int ONE_AXIS = 13;

  private NormalizationOperators() {}

  private static Operand batchNormalization(Operator op) {
    op.ignore("momentum", "consumed_inputs");
    boolean trains = op.integer("training_mode", 0) != 0 || op.integer("is_test", 1) == 0;
    if (trains || op.integer("spatial", 1) == 0) {
      throw Refusal.unsupported(trains ? "training" : "normalization of every element by its own statistics");
    }
    return op.result(new BatchNorm(op.number("epsilon", 1e-5)), op.inputs().toArray(Operand[]::new));
  }

  private static Operand lrn(Operator op) {
    var lrn = new Lrn(Operator.small(op.integer("size", 0)), op.number("alpha", 1e-4), op.number("beta", 0.75), op.number("bias", 1));
    return op.result(lrn, op.input(0));
  }

  /** Along the last axes: as one axis, if they are several. */
  private static Operand layerNormalization(Operator op) {
    op.ignore("stash_type");
    TensorType x = op.type(0);
    int axis = Operator.axis(op.integer("axis", -1), x.rank());
    double epsilon = op.number("epsilon", 1e-5);
    if (axis == 0 || !x.shape().isKnownFrom(axis)) {
      throw axis == 0 ? Refusal.unsupported("normalization of the batch") : Refusal.symbolic("normalization of " + x);
    }
    long elements = x.shape().elementsFrom(axis);
    Shape flat = Shape.of(elements);
    Operand gamma = Shapes.reshaped(op, op.input(1), flat);
    Operand beta = op.optional(2).map(given -> Shapes.reshaped(op, given, flat))
        .orElseGet(() -> op.constant("beta", Tensor.fill(TensorType.f32(flat), 0)));
    if (axis == x.rank() - 1) {
      return op.result(new LayerNorm(axis, epsilon), op.input(0), gamma, beta);
    }
    var dims = new ArrayList<>(x.shape().dims().subList(0, axis));
    dims.add(Dim.of(elements));
    Operand rows = Shapes.reshaped(op, op.input(0), new Shape(dims));
    return Shapes.result(op, op.step(new LayerNorm(axis, epsilon), rows, gamma, beta), x.shape());
  }

  private static Operand instanceNormalization(Operator op) {
    op.ignore("consumed_inputs");
    return op.result(new InstanceNorm(op.number("epsilon", 1e-5)), op.input(0), op.input(1), op.input(2));
  }

  private static Operand softmax(Operator op) {
    return alongAxis(op, (operand, axis, last) -> last ? op.result(new Softmax(axis), operand) : op.step(new Softmax(axis), operand));
  }

  /** {@code x − m − log Σ exp(x − m)} with the largest element m. */
  private static Operand logSoftmax(Operator op) {
    return alongAxis(op, (operand, axis, last) -> {
      List<Integer> axes = List.of(axis);
      Operand shifted = op.step(new Sub(), operand, op.step(new ReduceMax(axes, true), operand));
      Operand sum = op.step(new Log(), op.step(new ReduceSum(axes, true), op.step(new Exp(), shifted)));
      return last ? op.result(new Sub(), shifted, sum) : op.step(new Sub(), shifted, sum);
    });
  }

  /** What normalizes along an axis that is not the first. */
  @FunctionalInterface
  private interface AlongAxis {
    /**
     * The normalized operand.
     *
     * @param last whether it is the operator's result
     */
    Operand apply(Operand operand, int axis, boolean last);
  }

  private static Operand alongAxis(Operator op, AlongAxis function) {
    TensorType x = op.type(0);
    boolean one = op.opset() >= ONE_AXIS;
    int axis = Operator.axis(op.integer("axis", one ? -1 : 1), x.rank());
    boolean alone = one || (x.shape().isKnownFrom(axis + 1) && x.shape().elementsFrom(axis + 1) == 1);
    if (alone && axis > 0) {
      return function.apply(op.input(0), axis, true);
    }
    if (alone && !x.shape().isStatic()) {
      throw Refusal.symbolic("normalization of the first axis of " + x);
    }
    Shape shape = alone ? batched(x.shape()) : Shapes.matrix(x.shape(), axis);
    return Shapes.result(op, function.apply(Shapes.reshaped(op, op.input(0), shape), 1, false), x.shape());
  }

  private static Shape batched(Shape shape) {
    var dims = new ArrayList<>(Shapes.ones(1));
    dims.addAll(shape.dims());
    return new Shape(dims);
  }
}
