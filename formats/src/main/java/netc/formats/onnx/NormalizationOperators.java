package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;
import netc.ir.op.BatchNorm;
import netc.ir.op.Lrn;
import netc.ir.op.Softmax;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Normalization. */
final class NormalizationOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "BatchNormalization", NormalizationOperators::batchNormalization,
      "LRN", NormalizationOperators::lrn,
      "Softmax", NormalizationOperators::softmax);

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

  private static Operand softmax(Operator op) {
    TensorType x = op.type(0);
    boolean one = op.opset() >= ONE_AXIS;
    int axis = Operator.axis(op.integer("axis", one ? -1 : 1), x.rank());
    boolean alone = one || (x.shape().isKnownFrom(axis + 1) && x.shape().elementsFrom(axis + 1) == 1);
    if (alone && axis > 0) {
      return op.result(new Softmax(axis), op.input(0));
    }
    if (alone) {
      // the axis is the first, which netc keeps for the batch
      Operand row = Shapes.reshaped(op, op.input(0), x.shape().isStatic() ? batched(x.shape()) : x.shape());
      return Shapes.result(op, op.step(new Softmax(1), row), x.shape());
    }
    Operand rows = Shapes.reshaped(op, op.input(0), Shapes.matrix(x.shape(), axis));
    return Shapes.result(op, op.step(new Softmax(1), rows), x.shape());
  }

  private static Shape batched(Shape shape) {
    var dims = new ArrayList<>(Shapes.ones(1));
    dims.addAll(shape.dims());
    return new Shape(dims);
  }
}
