package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import netc.ir.op.Add;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Mul;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Convolution and matrix products. */
final class ContractionOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "Conv", ContractionOperators::conv,
      "ConvTranspose", TransposedConvolution::convert,
      "Gemm", ContractionOperators::gemm,
      "MatMul", ContractionOperators::matMul);

  private ContractionOperators() {}

  private static Operand conv(Operator op) {
    TensorType x = op.type(0);
    TensorType weight = op.type(1);
    WindowAttributes.requireAxes(x.rank() - 2);
    List<Long> kernel = sizesFrom(weight, 2);
    op.integers("kernel_shape"); // what it says, the weight says, too
    WindowAttributes window = WindowAttributes.of(op, x, kernel);
    var conv = new Conv2d(window.stride(), window.pad(), window.dilation(), Operator.small(op.integer("group", 1)));
    Operand[] operands = op.inputs().toArray(Operand[]::new);
    operands[0] = Shapes.asMap(op, operands[0]);
    operands[1] = Shapes.asMap(op, operands[1]);
    return x.rank() == 3 ? Shapes.fromMap(op, op.step(conv, operands)) : op.result(conv, operands);
  }

  /** The sizes of a static type from an axis on. */
  static List<Long> sizesFrom(TensorType type, int axis) {
    if (!type.shape().isStatic()) {
      throw Refusal.unsupported("a weight of type " + type);
    }
    return Operator.axes(type.rank()).stream().skip(axis).map(i -> type.size(i.intValue())).toList();
  }

  /** {@code alpha · A · B + beta · C}, each of A and B transposed or not. What can be is folded into weight and bias. */
  private static Operand gemm(Operator op) {
    op.ignore("broadcast");
    double alpha = op.number("alpha", 1);
    double beta = op.number("beta", 1);
    Operand a = op.integer("transA", 0) == 0 ? op.input(0) : Shapes.transposed(op, op.input(0));
    Operand b = op.integer("transB", 0) == 0 ? Shapes.transposed(op, op.input(1)) : op.input(1);
    Operand weight = scaled(op, b, alpha);
    Optional<Operand> addend = beta == 0 ? Optional.empty() : op.optional(2).map(c -> scaled(op, c, beta));
    if (addend.isEmpty()) {
      return op.result(new Linear(), a, weight);
    }
    Optional<Operand> bias = bias(op, addend.get(), ImportedGraph.type(weight));
    return bias.isPresent() ? op.result(new Linear(), a, weight, bias.get())
        : op.result(new Add(), op.step(new Linear(), a, weight), addend.get());
  }

  private static Operand scaled(Operator op, Operand operand, double factor) {
    return factor == 1 ? operand : op.step(new Mul(), operand, op.constant("factor", Tensor.of(Shape.of(1), (float) factor)));
  }

  /** An addend as the bias of a linear layer with this weight, if it is the same for every row. */
  private static Optional<Operand> bias(Operator op, Operand addend, TensorType weight) {
    TensorType type = ImportedGraph.type(addend);
    if (weight.rank() != 2 || !type.shape().isStatic() || !(addend instanceof Operand.Weight(String name, Tensor tensor))) {
      return Optional.empty();
    }
    Shape shape = Shape.of(weight.size(0));
    long elements = type.shape().elements();
    if (elements == weight.size(0) && type.rank() > 0 && type.size(type.rank() - 1) == elements) {
      return Optional.of(Shapes.reshaped(op, addend, shape));
    }
    return elements != 1 ? Optional.empty() : Optional.of(new Operand.Weight(name, Tensor.computed(TensorType.f32(shape), "repeat",
        List.of(tensor), () -> repeated(tensor.get(0), shape.extent(0)))));
  }

  private static float[] repeated(float element, int count) {
    float[] elements = new float[count];
    Arrays.fill(elements, element);
    return elements;
  }

  /** A product of matrices; vectors are a row on the left and a column on the right, and give no axis to the result. */
  private static Operand matMul(Operator op) {
    Shape a = op.type(0).shape();
    Shape b = op.type(1).shape();
    if (a.rank() > 1 && b.rank() > 1) {
      return a.rank() == 2 && b.rank() == 2 && op.input(1) instanceof Operand.Weight
          ? op.result(new Linear(), op.input(0), Shapes.transposed(op, op.input(1))) : op.result(new MatMul(), op.input(0), op.input(1));
    }
    if (a.rank() == 0 || b.rank() == 0) {
      throw Refusal.unsupported("operands " + op.type(0) + " and " + op.type(1));
    }
    Operand left = a.rank() == 1 ? Shapes.reshaped(op, op.input(0), new Shape(List.of(Dim.of(1), a.dim(0)))) : op.input(0);
    Operand right = b.rank() == 1 ? Shapes.reshaped(op, op.input(1), new Shape(List.of(b.dim(0), Dim.of(1)))) : op.input(1);
    Operand product = op.step(new MatMul(), left, right);
    var dims = new ArrayList<>(ImportedGraph.type(product).shape().dims());
    if (b.rank() == 1) {
      dims.removeLast();
    }
    if (a.rank() == 1) {
      dims.remove(dims.size() - (b.rank() == 1 ? 1 : 2));
    }
    return Shapes.result(op, product, new Shape(dims));
  }
}
